"""Value → rate: the kinds of rule, what they compute, and how they are said in words."""
