"""Records become one value per unit and indicator (取数口径), on every engine by the same code.

`evaluate` says what each module does and in which order; `kinds` is the form of every measure.
"""
