"""What the charts and tables of any book are made with; the book's own are in ``book/charts/``."""
