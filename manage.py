#!/usr/bin/env python
"""Runs Django's commands for this project."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iamconsole.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        import iamconsole.settings  # noqa: F401
    except ImproperlyConfigured as problem:
        sys.exit(f"The configuration is wrong: {problem}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
