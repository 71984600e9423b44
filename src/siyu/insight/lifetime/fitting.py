"""Maximum likelihood: one climb for all models, and how sure its top is."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

import numpy as np
from scipy.optimize import minimize

from siyu.insight.lifetime.arrays import Floats, floats
from siyu.insight.lifetime.refusals import LOOSE_ERROR, Caution, Refusal, Refused

EDGE = 1e3
"""A parameter above it or below its inverse, times in units of the mean age, has run away."""
WALL = 10.0
"""Where the climb is stopped from running, in logarithms."""
SHORTFALL_BORNE = 1e-3
"""How much log-likelihood, by the curvature, may still lie above where the climb ended."""
STEP = 1e-6
"""Of the logarithm of a parameter: differences of an exact slope then err by some 1e-6."""


class Counted(Protocol):
    """Grouped observations of which a model has a likelihood."""

    @property
    def customers(self) -> float: ...

    @property
    def unit(self) -> float:
        """Of time or money, such that typical values are about one."""
        ...

    @property
    def measured(self) -> float:
        """How many times or sums have a density, which changes with the unit."""
        ...

    def in_unit(self, unit: float) -> Self: ...

    def coarse(self) -> Self: ...

    def lack(self) -> Refused | None: ...


class Model(Protocol):
    """A model is a frozen dataclass of its parameters, all positive."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    UNITS: ClassVar[tuple[int, ...]]
    """The power of the unit of time or money that each parameter carries."""

    def __init__(self, *parameters: Any) -> None: ...

    @classmethod
    def likelihood(cls, parameters: Floats, counted: Any) -> tuple[float, Floats]:
        """The log-likelihood of all customers, and its slope along each parameter."""
        ...


M = TypeVar("M", bound=Model)


@dataclass(frozen=True, eq=False)
class Fit(Generic[M]):
    """A model, its log-likelihood and how sure its parameters are.

    `covariance` is of the logarithms of the parameters, shape (k, k): the inverse of the observed
    information.
    """

    model: M
    parameters: Floats
    covariance: Floats
    log_likelihood: float
    customers: float

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in fields(self.model))

    @property
    def standard_errors(self) -> Floats:
        """Of the parameters themselves, by the delta method."""
        return self.parameters * np.sqrt(np.diag(self.covariance))

    @property
    def cautions(self) -> tuple[Caution, ...]:
        loose = bool((np.diag(self.covariance) > LOOSE_ERROR**2).any())
        return (Caution.LOOSELY_KNOWN,) if loose else ()

    def interval(self, level: float = 0.95, draws: int = 4000, seed: int = 0) -> Floats:
        """Bounds of each parameter between which it lies at `level`; shape (2, k)."""
        return between(self.drawn(draws, seed), level)

    def drawn(self, draws: int, seed: int) -> Floats:
        """Parameters as they may as well be, shape (draws, k): normal in their logarithms."""
        chance = np.random.default_rng(seed)
        logs = chance.multivariate_normal(np.log(self.parameters), self.covariance, draws)
        return np.exp(logs)

    def models(self, draws: int, seed: int) -> M:
        """One model of arrays, shape (draws, 1) each: its answers have a row for each draw."""
        return type(self.model)(*self.drawn(draws, seed).T[:, :, None])


def between(values: Floats, level: float) -> Floats:
    """The quantiles along the first axis that leave (1 - `level`) / 2 outside on each side."""
    tail = (1 - level) / 2
    return np.quantile(values, [tail, 1 - tail], axis=0)


def fit(kind: type[M], counted: Counted) -> Fit[M] | Refused:
    """The parameters under which the observations are likeliest, or why there are none."""
    lack = counted.lack()
    if lack is not None:
        return lack
    unit = counted.unit if any(kind.UNITS) else 1.0
    scaled = counted.in_unit(unit)
    logs = highest(kind, scaled)
    if ran_away(logs):
        return Refused(Refusal.AT_BOUNDARY, float(np.exp(np.abs(logs).max())), EDGE)
    value, slope = log_slope(kind, scaled, logs)
    covariance = summit(hessian(kind, scaled, logs, slope), slope)
    if isinstance(covariance, Refused):
        return covariance
    parameters = np.exp(logs) * unit ** np.array(kind.UNITS, dtype=float)
    value -= counted.measured * float(np.log(unit))
    return Fit(kind(*parameters), parameters, covariance, value, counted.customers)


def highest(kind: type[M], counted: Counted) -> Floats:
    """The logarithms of the likeliest parameters: found on a coarse copy, finished on the whole."""
    # Occasions are counted and cannot be made coarse.
    coarse = counted.coarse() if any(kind.UNITS) else counted
    logs = climbed(kind, coarse)
    if coarse is counted or ran_away(logs):
        return logs
    curvature = hessian(kind, coarse, logs, log_slope(kind, coarse, logs)[1])
    if not flattest(curvature) > 0:
        return climbed(kind, counted)
    # Near the top the coarse copy knows the curvature: the whole is asked a few times only.
    inverse = np.linalg.inv(curvature) * counted.customers
    options = {"hess_inv0": (inverse + inverse.T) / 2, "gtol": 1e-7, "maxiter": 50}
    found = minimize(downhill(kind, counted), logs, jac=True, method="BFGS", options=options)
    return floats(found.x)


def ran_away(logs: Floats) -> bool:
    return bool(np.abs(logs).max() > np.log(EDGE))


def climbed(kind: type[M], counted: Counted) -> Floats:
    """The logarithms of the parameters where BFGS ends, from all ones, kept inside the wall.

    Of scipy's climbers BFGS is the one that leaves BLAS and its threads alone, which on four
    parameters only wait for each other.
    """
    inside = downhill(kind, counted)

    def walled(free: Floats) -> tuple[float, Floats]:
        bent = np.tanh(free / WALL)
        value, slope = inside(WALL * bent)
        return value, slope * (1 - bent**2)

    start = np.zeros(len(kind.UNITS))
    found = minimize(walled, start, jac=True, method="BFGS", options={"gtol": 1e-8})
    return floats(WALL * np.tanh(found.x / WALL))


def downhill(kind: type[M], counted: Counted) -> Callable[[Floats], tuple[float, Floats]]:
    """What is minimised over the logarithms: minus the log-likelihood per customer, its slope."""
    size = counted.customers

    def per_customer(logs: Floats) -> tuple[float, Floats]:
        value, slope = log_slope(kind, counted, logs)
        return -value / size, -slope / size

    return per_customer


def log_slope(kind: type[M], counted: Counted, logs: Floats) -> tuple[float, Floats]:
    """The log-likelihood, and its slope along the logarithms of the parameters."""
    parameters = np.exp(logs)
    value, slope = kind.likelihood(parameters, counted)
    return value, slope * parameters


def hessian(kind: type[M], counted: Counted, logs: Floats, slope: Floats) -> Floats:
    """The observed information of the logarithms of the parameters, where they have that slope."""
    steps = STEP * np.eye(logs.size)
    square = floats([slope - log_slope(kind, counted, logs + step)[1] for step in steps]) / STEP
    return (square + square.T) / 2


def flattest(curvature: Floats) -> float:
    """The curvature along the direction where it is least; nan where it is no number."""
    known = np.isfinite(curvature).all()
    return float(np.linalg.eigvalsh(curvature)[0]) if known else np.nan


def summit(curvature: Floats, slope: Floats) -> Floats | Refused:
    """The covariance of the logarithms at the top, or why this is none."""
    least = flattest(curvature)
    if np.isnan(least):
        return Refused(Refusal.NOT_CONVERGED, np.inf, SHORTFALL_BORNE)
    if not least > 0:
        return Refused(Refusal.NOT_CURVED, least, 0.0)
    shortfall = float(slope @ np.linalg.solve(curvature, slope)) / 2
    if not shortfall < SHORTFALL_BORNE:
        return Refused(Refusal.NOT_CONVERGED, shortfall, SHORTFALL_BORNE)
    return floats(np.linalg.inv(curvature))
