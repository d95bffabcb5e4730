package reliability

import "math"

// A shape is the standard distribution of z = (log t - mu) / sigma. Its
// functions are those of log-location-scale likelihoods, each with its
// derivative in z; all are finite wherever z is.
type shape struct {
	name string
	// logDensity is log f(z).
	logDensity, dLogDensity func(z float64) float64
	// logSurvival is log(1 - F(z)), logCDF is log F(z).
	logSurvival, dLogSurvival func(z float64) float64
	logCDF, dLogCDF           func(z float64) float64
	quantile                  func(p float64) float64
}

// extreme is the smallest extreme value distribution: t is Weibull.
var extreme = &shape{
	name:         "weibull",
	logDensity:   func(z float64) float64 { return z - math.Exp(z) },
	dLogDensity:  func(z float64) float64 { return 1 - math.Exp(z) },
	logSurvival:  func(z float64) float64 { return -math.Exp(z) },
	dLogSurvival: func(z float64) float64 { return -math.Exp(z) },
	logCDF:       func(z float64) float64 { return log1mExp(-math.Exp(z)) },
	dLogCDF: func(z float64) float64 {
		e := math.Exp(z)
		if e < 1e-12 {
			return 1 // e^z exp(-e^z) / (1 - exp(-e^z)) to first order
		}
		return e / math.Expm1(e)
	},
	quantile: func(p float64) float64 { return math.Log(-math.Log1p(-p)) },
}

// normal is the standard normal distribution: t is lognormal.
var normal = &shape{
	name:         "lognormal",
	logDensity:   func(z float64) float64 { return -z*z/2 - logSqrt2Pi },
	dLogDensity:  func(z float64) float64 { return -z },
	logSurvival:  func(z float64) float64 { return logNormalTail(z) },
	dLogSurvival: func(z float64) float64 { return -math.Exp(-z*z/2 - logSqrt2Pi - logNormalTail(z)) },
	logCDF:       func(z float64) float64 { return logNormalTail(-z) },
	dLogCDF:      func(z float64) float64 { return math.Exp(-z*z/2 - logSqrt2Pi - logNormalTail(-z)) },
	quantile:     func(p float64) float64 { return -math.Sqrt2 * math.Erfcinv(2*p) },
}

const logSqrt2Pi = 0.91893853320467274178032973640562

// logNormalTail is log P(Z > z). Far out, where Erfc vanishes, it is the
// asymptotic series of Abramowitz and Stegun (1964), 26.2.12.
func logNormalTail(z float64) float64 {
	if z < 30 {
		return math.Log(math.Erfc(z/math.Sqrt2) / 2)
	}
	q := 1 / (z * z)
	return -z*z/2 - logSqrt2Pi - math.Log(z) + math.Log1p(-q*(1-3*q*(1-5*q)))
}

// log1mExp is log(1 - e^x) for x < 0 (Mächler, 2012).
func log1mExp(x float64) float64 {
	if x > -math.Ln2 {
		return math.Log(-math.Expm1(x))
	}
	return math.Log1p(-math.Exp(x))
}
