"""Published tables of ratings, and seeded random ones with missing cells."""

import numpy as np

NAN = np.nan

# K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example D: four observers,
# twelve units. The same table is Gwet's (2014) example with four raters.
KRIPPENDORFF_2011 = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
).T

# The same paper, examples A (two observers, binary) and B (two observers, five categories).
KRIPPENDORFF_BINARY = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]).T
KRIPPENDORFF_NOMINAL = np.array([list("aabbdcccedda"), list("babbbccceddd")], dtype=object).T

# J. L. Fleiss (1971), Psychological Bulletin 76, 378-382: 30 patients, 6 of many psychiatrists
# each, five diagnoses; how often each diagnosis was given.
FLEISS_1971 = np.array(
    [
        [int(digit) for digit in line]
        for line in (
            "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 "
            "10050 11040 03300 10050 02031 00501 30012 51000 02040 10203 "
            "00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
        ).split()
    ]
)

# P. E. Shrout, J. L. Fleiss (1979), Psychological Bulletin 86, table 2: six targets, four judges.
SHROUT_FLEISS_1979 = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
)

# J. Cohen (1968), Psychological Bulletin 70, 213-220: 200 patients, two psychiatrists, three
# diagnoses; how often each pair was given, and how grave each disagreement is.
COHEN_1968 = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
COHEN_1968_GRAVITY = np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]])

# K. L. Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48: one
# category prevails, and kappa is negative where raters agree on 94 % of the subjects.
GWET_PREVALENT = np.array([[118, 5], [2, 0]])


def from_crossed(table):
    """Ratings (items × 2) from a table of how often each pair was given."""
    first, second = np.indices(table.shape)
    return np.column_stack([np.repeat(x.ravel(), table.ravel()) for x in (first, second)])


def from_counts(counts):
    """Ratings (items × raters) from how often each category was given to each item."""
    return np.array([np.repeat(np.arange(len(row)), row) for row in counts], dtype=float)


def random_table(seed, raters=None, missing=True):
    """A table of 4 to 40 items, 2 to 6 raters and 2 to 6 categories with at least two in use."""
    generator = np.random.default_rng(seed)
    items = generator.integers(4, 41)
    raters = raters or generator.integers(2, 7)
    categories = generator.integers(2, 7)
    true = generator.integers(0, categories, items)[:, None]
    guessed = generator.integers(0, categories, (items, raters))
    knows = generator.random((items, raters)) < generator.uniform(0.2, 0.9)
    ratings = np.where(knows, true, guessed).astype(float)
    if missing:
        ratings[generator.random(ratings.shape) < generator.choice([0.0, 0.1, 0.4])] = NAN
    ratings[0, :2], ratings[1, :2] = (0, 0), (1, 1)
    return ratings
