// Dividing the seven dropped primes, D their product, out of a polynomial with randomised rounding:
// floor(c / D + r), modulo the three kept primes. With r uniform in [0, 1) that is floor((c + f) / D) for f uniform in
// [0, D): the rounding is the flooding noise.
//
// With y_j = [c (D/d_j)^-1] mod d_j, [c]_D = sum y_j D/d_j - a D, so floor(c/D + r) = c/D - sum y_j/d_j + floor(sum y_j/d_j + r)
// modulo each kept prime. The last floor is taken in fixed point with 59 bits: per prime two constants floor(2^59/d) and
// the next 32 bits; the sum comes out below its true value by at most 2^-59 (its own rounding) + 7 * 2^28 * 2^-91.
//
// Tables. `dropped`, 16 bytes per dropped prime: d, pad, (D/d)^-1/N mod d, its companion, floor(2^59/d), next 32 bits (so 24).
// `kept`, 64 bytes per kept prime: q, qInverse, 1/(D N) in Montgomery form, -1/p, companion, -2^31/p, companion, pad,
// then -1/d_j in Montgomery form, seven.
