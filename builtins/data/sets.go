package data

const (
	meekerEscobar = "W. Q. Meeker and L. A. Escobar, Statistical Methods for Reliability Data (Wiley, 1998)"
	facts         = "numbers of a published table"
)

// sets is every data set, sorted by name.
var sets = []set{
	{
		"bearingcage", "Fractures of bearing cages of 1,703 aircraft engines; six failed.",
		"hours (h): of service; event: Failed or Censored; count: units",
		"R. B. Abernethy et al., Weibull Analysis Handbook (1983), in " + meekerEscobar, facts,
	},
	{
		"fan", "Fans of 70 diesel generators; twelve failed.",
		"hours (h): of service; event: Fail or Censored; count: units",
		"W. Nelson, Applied Life Data Analysis (Wiley, 1982), in " + meekerEscobar, facts,
	},
	{
		"lfp1370", "4,156 integrated circuits run for 1,370 h; 28 failed, most of them early.",
		"hours (h): when; event: Failure or Censored; count: circuits",
		"W. Q. Meeker, Technometrics 29, 51 (1987), in " + meekerEscobar, facts,
	},
	{
		"lzbearing", "Fatigue lives of 23 deep-groove ball bearings.",
		"megacycles (1e6 revolutions): to failure",
		"J. Lieblein and M. Zelen, J. Res. Natl. Bur. Stand. 57, 273 (1956)", facts,
	},
	{
		"shockabsorber", "Distances to failure of 38 vehicle shock absorbers; eleven failed, by two modes.",
		"miles: driven, in the units of the source; mode: Mode1, Mode2 or Censored; event: Failure or Censored",
		"P. D. T. O'Connor, Practical Reliability Engineering (Wiley, 1985), in " + meekerEscobar, facts,
	},
}
