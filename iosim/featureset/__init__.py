"""Universal images: recipes, the signed image file, levels and what each unlocks."""
