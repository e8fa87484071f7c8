"""Fields of disclosure (公开领域) that the schemes of more than one sample name."""

from __future__ import annotations

KEY_FIELDS = ("taxation", "environment", "food_drug", "work_safety", "culture", "legal_services")
FURTHER_FIELDS = (
    "employment",
    "social_assistance",
    "social_insurance",
    "household_registration",
    "health",
    "urban_enforcement",
    "elderly_care",
    "land_compensation",
    "affordable_housing",
    "disaster_relief",
    "municipal_services",
)
