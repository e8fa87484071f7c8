"""Rates times points up the tree, adjustments, ranks within groups, grades."""
