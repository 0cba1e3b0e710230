"""Statistics, an idea a file: pure functions of arrays; nothing here knows a text."""

from .agreement import measure_agreement, measure_closeness, measure_coherence
from .association import g2, log_dice, npmi
from .clusters import FEWEST_UNITS, Clusters, design_effect, effective_units
from .dispersion import dp_norm, excess
from .factors import Factors, factor_table
from .intervals import rate_interval
from .keyness import (
    adjust_p,
    error_of_selected,
    g2_against,
    log_ratio,
    log_ratio_against,
    log_ratio_interval,
    log_ratio_interval_against,
    nearest_zero,
    p_of_difference,
    p_of_difference_against,
    p_of_g2,
)

__all__ = [
    "FEWEST_UNITS",
    "Clusters",
    "Factors",
    "adjust_p",
    "design_effect",
    "dp_norm",
    "effective_units",
    "error_of_selected",
    "excess",
    "factor_table",
    "g2",
    "g2_against",
    "log_dice",
    "log_ratio",
    "log_ratio_against",
    "log_ratio_interval",
    "log_ratio_interval_against",
    "measure_agreement",
    "measure_closeness",
    "measure_coherence",
    "nearest_zero",
    "npmi",
    "p_of_difference",
    "p_of_difference_against",
    "p_of_g2",
    "rate_interval",
]
