"""Published counts that the numbers tests compare against: public facts, re-entered with their source."""

from aneatlas.statistics.effects import TwoByTwo

# BCG vaccine against tuberculosis: Colditz and others 1994 (doi:10.1001/jama.1994.03510330076038), as in
# Berkey and others 1995 (doi:10.1002/sim.4780140406): events and non-events, vaccinated and not.
_BCG_CELLS = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619),
    (33, 5036, 47, 5761), (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892),
    (29, 7470, 45, 7232), (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
]  # fmt: skip
BCG = [TwoByTwo(a, a + b, c, c + d) for a, b, c, d in _BCG_CELLS]
BCG_LATITUDE = [44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33]
BCG_YEAR = [1948, 1949, 1960, 1977, 1973, 1953, 1973, 1980, 1968, 1961, 1974, 1969, 1976]

# Hyperdynamic therapy for vasospasm, 14 single-arm studies: Zhou and others 1999
# (doi:10.1002/(SICI)1097-0258(19990315)18:5<557::AID-SIM53>3.0.CO;2-F), improved of treated.
PRITZ_EVENTS = [16, 10, 4, 43, 10, 25, 13, 12, 22, 4, 5, 18, 58, 6]
PRITZ_TOTALS = [17, 12, 8, 58, 10, 42, 14, 12, 41, 5, 6, 23, 68, 10]

# Examples 1 and 2 of Viechtbauer 2005 (doi:10.3102/10769986030003261): effects and variances.
VIECHTBAUER_1 = (
    (-0.581, 0.530, 0.771, 1.031, 0.553, 0.295, 0.078, 0.573, -0.176, -0.232),
    (0.023, 0.052, 0.060, 0.115, 0.095, 0.203, 0.200, 0.211, 0.051, 0.040),
)
VIECHTBAUER_2 = (
    (0.100, -0.162, -0.090, -0.049, -0.046, -0.010, -0.431, -0.261, 0.134, 0.019, 0.175, 0.056, 0.045,
     0.103, 0.121, -0.482, 0.290, 0.342),
    (0.016, 0.015, 0.050, 0.050, 0.032, 0.052, 0.036, 0.024, 0.034, 0.033, 0.031, 0.034, 0.039, 0.167,
     0.134, 0.096, 0.016, 0.035),
)  # fmt: skip

# Catheter infections with anti-infective and with standard catheters, 18 trials: Niel-Weise and others 2007
# (doi:10.1007/s00134-007-0897-3), as in Stijnen and others 2010 (doi:10.1002/sim.4040), table I.
CATHETERS = [
    TwoByTwo(a, n1, c, n2)
    for c, n2, a, n1 in [
        (3, 117, 0, 116), (3, 35, 1, 44), (9, 195, 2, 208), (7, 136, 0, 130), (6, 157, 5, 151),
        (4, 139, 1, 98), (3, 177, 1, 174), (2, 39, 1, 74), (19, 103, 1, 97), (2, 122, 1, 113),
        (7, 64, 0, 66), (1, 58, 0, 70), (5, 175, 3, 188), (11, 180, 6, 187), (0, 105, 0, 118),
        (1, 262, 0, 252), (3, 362, 1, 345), (1, 69, 4, 64),
    ]
]  # fmt: skip
