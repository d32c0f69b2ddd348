"""The addresses of the catalogue's files, which change when the catalogue does."""

from __future__ import annotations

from django.urls import path

from policies.console.catalogue import catalogue_file

urlpatterns = [
    path("<str:version_wanted>/<str:name>.json", catalogue_file, name="catalogue"),
]
