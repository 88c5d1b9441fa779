"""Statistics for case reports: pure functions from numbers to documented results.

A result is a frozen dataclass with the method's name, its denominator n, issues, and assumptions where there
are any; `Withheld` says why there is no number; `NumbersInvalid` refuses numbers that cannot be true.

Rooms: `proportions`, `comparisons`, `exact`, `medians`, `censored`, `survival` (patients);
`effects`, `pooling`, `glmm`, `regression`, `sensitivity`, `small_study`, `stratified` (reports);
`one_stage`, `firth`, `ordinal` (patients in reports); `missingness`; `two_sources`, `loglinear`,
`capture_models` (undercount); `overlap`, `guards`; `agreement`. Import from the room: nothing is loaded here.
"""
