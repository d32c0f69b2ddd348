from __future__ import annotations

from django.db import models


class TableView(models.Model):
    """How somebody likes a list shown: which columns, and how many rows a page.

    `owner_id` is the unique id of who likes it so. Empty columns and no size are the list's own.
    """

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    owner_id = models.CharField(max_length=256)
    table = models.CharField(max_length=32)
    columns = models.JSONField(default=list)
    page_size = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("account", "owner_id", "table"), name="table_view_is_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.table} for {self.owner_id}"
