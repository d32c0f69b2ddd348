"""What other identity providers say of people: reading it, and believing no more than is proven."""
