"""Writers of reports, one module a format."""
