"""The chain that keeps the trail from being edited unnoticed: marks, seals, and their checking."""
