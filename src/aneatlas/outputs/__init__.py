"""Pure renderers: tables, numbers, figures, site, downloads."""
