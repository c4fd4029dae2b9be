# The elementary functions of Float64, in pairs of floats: a value is hi + lo with lo below hi's last place, so that a
# result is rounded once, from more digits than it has. Tables are filled when this chapter is loaded.

# ---- pairs ------------------------------------------------------------------------------------------------------------

# a + b exactly, |a| ≥ |b|
@inline _fast_two_sum(a::Float64, b::Float64) = (s = a + b; (s, b - (s - a)))
@inline function _two_sum(a::Float64, b::Float64)
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)
end
@inline _two_mul(a::Float64, b::Float64) = Math.two_mul(a, b)
@inline function _dd_mul(ah::Float64, al::Float64, bh::Float64, bl::Float64)
    p, e = _two_mul(ah, bh)
    return _fast_two_sum(p, e + (ah * bl + al * bh))
end
@inline function _dd_add(ah::Float64, al::Float64, bh::Float64, bl::Float64)
    s, e = _two_sum(ah, bh)
    return _fast_two_sum(s, e + (al + bl))
end
@inline function _dd_div(ah::Float64, al::Float64, bh::Float64, bl::Float64)
    q = ah / bh
    p, e = _two_mul(q, bh)
    return _fast_two_sum(q, ((ah - p) - e + al - q * bl) / bh)
end

# ---- tables -----------------------------------------------------------------------------------------------------------

const _exp2_hi = Memory{Float64}(undef, 128)    # 2^(i/128)
const _exp2_lo = Memory{Float64}(undef, 128)
const _log_inv = Memory{Float64}(undef, 129)    # about 1/z for z in steps of 1/128, few bits
const _log_hi = Memory{Float64}(undef, 129)     # -log of that
const _log_lo = Memory{Float64}(undef, 129)
const _atan_hi = Memory{Float64}(undef, 65)     # atan(i/64)
const _atan_lo = Memory{Float64}(undef, 65)
# v / 2^192 as a pair
function _store_pair!(hi, lo, i::Int, v::BigInt)
    h = Float64(v)
    hi[i] = ldexp(h, -192)
    lo[i] = ldexp(Float64(v - unsafe_trunc(BigInt, h)), -192)
    return nothing
end
# Everything in fixed point with 192 bits; each entry is a step from the one before.
function _fill_elementary_tables!()
    unit = BigInt(1) << 192
    # 2^(1/128) by seven square roots
    root = unit << 1
    for _ in 1:7
        root = isqrt(root << 192)
    end
    v = unit
    for i in 1:128
        _store_pair!(_exp2_hi, _exp2_lo, i, v)
        v = (v * root) >> 192
    end
    # -log(m/512) for m from 512 down: log((m+1)/m) is twice the series of atanh(1/(2m+1))
    logs = Vector{BigInt}(undef, 257)
    v = BigInt(0)
    logs[257] = v
    for m in 511:-1:256
        q = 2 * m + 1
        t = div(unit << 1, BigInt(q))
        q2 = BigInt(q) * q
        k = 1
        while !iszero(t)
            v = v + div(t, BigInt(k))
            t = div(t, q2)
            k += 2
        end
        logs[m - 255] = v
    end
    # z runs from 1 (i = 0) to 2 (i = 128); the inverses are rounded to 512ths
    for i in 0:128
        m = div(2 * 512 * 128 + (128 + i), 2 * (128 + i))
        _log_inv[i + 1] = m / 512
        _store_pair!(_log_hi, _log_lo, i + 1, logs[m - 255])
    end
    # atan((i+1)/64) - atan(i/64) = atan(64/(4096 + i(i+1)))
    v = BigInt(0)
    for i in 0:64
        _store_pair!(_atan_hi, _atan_lo, i + 1, v)
        q = BigInt(4096 + i * (i + 1))
        t = div(unit * 64, q)
        q2 = q * q
        k = 1
        while !iszero(t)
            v = isodd(k >> 1) ? v - div(t, BigInt(k)) : v + div(t, BigInt(k))
            t = div(t * 4096, q2)
            k += 2
        end
    end
    return nothing
end
_fill_elementary_tables!()

const _ln2_hi = 0.6931471805599453
const _ln2_lo = 2.3190468138462996e-17
const _ln10_hi = 2.302585092994046
const _ln10_lo = -2.1707562233822494e-16
const _inv_ln2_hi = 1.4426950408889634
const _inv_ln2_lo = 2.0355273740931033e-17
const _inv_ln10_hi = 0.4342944819032518
const _inv_ln10_lo = 1.098319650216765e-17

# ---- exponential ------------------------------------------------------------------------------------------------------

# exp(h + l) as (2^k, hi, lo) for |h| < 800: a 128th power of two from the table, the rest by series.
@inline function _exp_parts(h::Float64, l::Float64)
    n = rint_llvm(h * 184.6649652337873)          # 128/ln 2
    # ln2/128 in pieces: n times the first is exact
    r = h - n * 0.0054152123475432745
    r2 = n * 5.812982117197185e-13
    rh, rl = _two_sum(r, -r2)
    rl += l
    i = fptosi(Int64, n)
    j = and_int(i, 127) + 1
    k = ashr_int(i, 0x0000000000000007)
    # e^r - 1
    rr = rh * rh
    p = rl + (rl * rh + rr * (0.5 + rh * (0.16666666666666666 + rh * (0.041666666666666664 + rh * (0.008333333333333333 +
        rh * 0.001388888888888889)))))
    qh, ql = _fast_two_sum(rh, p)
    th = @inbounds _exp2_hi[j]
    tl = @inbounds _exp2_lo[j]
    mh, ml = _two_mul(th, qh)
    sh, sl = _fast_two_sum(th, mh)
    return k, sh, sl + (ml + (tl + (th * ql + tl * qh)))
end
# s * 2^k, gradually into the subnormal numbers
@inline function _scale2(hi::Float64, lo::Float64, k::Int64)
    if k > -1000 && k < 1000
        return (hi + lo) * bitcast(Float64, shl_int(k + 1023, 0x0000000000000034))
    end
    return _scale2_far(hi, lo, k)
end
function _scale2_far(hi::Float64, lo::Float64, k::Int64)
    if k > 0
        return (hi + lo) * 2.0^1000 * ldexp(1.0, k - 1000)
    end
    # round once, at the place where the result ends
    s, e = _fast_two_sum(hi, lo)
    scaled = ldexp(s, k)
    k + exponent(s) >= -1021 && return scaled
    back = ldexp(scaled, -k)
    rest = (s - back) + e
    half = ldexp(0.5, -1074 - k)
    if abs(s - back) == half && e != 0
        # a tie in the leading part that the rest decides
        lower = s > back ? scaled : prevfloat(scaled)
        return e > 0 ? nextfloat(lower) : lower
    end
    return scaled
end
function Math._exp(x::Float64)
    x != x && return x
    x > 709.782712893384 && return Inf
    x < -745.1332191019412 && return 0.0
    abs(x) < 5.0e-17 && return 1.0 + x
    k, hi, lo = _exp_parts(x, 0.0)
    return _scale2(hi, lo, k)
end
function Math._exp2(x::Float64)
    x != x && return x
    x >= 1024.0 && return Inf
    x < -1075.0 && return 0.0
    n = rint_llvm(x)
    f = x - n
    h, l = _two_mul(f, _ln2_hi)
    k, hi, lo = _exp_parts(h, l + f * _ln2_lo)
    return _scale2(hi, lo, k + fptosi(Int64, n))
end
function Math._exp10(x::Float64)
    x != x && return x
    x > 308.2547155599168 && return Inf
    x < -323.60724533877976 && return 0.0
    h, l = _two_mul(x, _ln10_hi)
    k, hi, lo = _exp_parts(h, l + x * _ln10_lo)
    return _scale2(hi, lo, k)
end
# e^x - 1 as a pair, for |x| ≤ 40
function _expm1_pair(x::Float64)
    if abs(x) < 0.03125
        # x + x²/2 + …: the square as a pair, the rest in one float
        sh, sl = _two_mul(x, x)
        t = x * (0.16666666666666666 + x * (0.041666666666666664 + x * (0.008333333333333333 + x * (
            0.001388888888888889 + x * (1.984126984126984e-4 + x * (2.48015873015873e-5 + x * 2.7557319223985893e-6))))))
        return _dd_add(x, 0.0, 0.5 * sh, 0.5 * sl + sh * t)
    end
    k, hi, lo = _exp_parts(x, 0.0)
    f = bitcast(Float64, shl_int(k + 1023, 0x0000000000000034))
    return _dd_add(hi * f, lo * f, -1.0, 0.0)
end
function Math._expm1(x::Float64)
    x != x && return x
    x > 709.782712893384 && return Inf
    x < -40.0 && return -1.0
    abs(x) < 1.0e-17 && return x
    x > 40.0 && return Math._exp(x)
    h, l = _expm1_pair(x)
    return h + l
end

# ---- logarithm --------------------------------------------------------------------------------------------------------

# log(x + xl) as a pair, for positive normal x and xl below its last place.
function _log_pair(x::Float64, xl::Float64)
    k = 0
    if x < 2.2250738585072014e-308
        x *= 18014398509481984.0
        xl *= 18014398509481984.0
        k = -54
    end
    u = bitcast(Int64, x)
    # z = x/2^k from 1 to 2; from 1.5 on count from the next power
    k += ashr_int(u, 0x0000000000000034) - 1023
    z = bitcast(Float64, or_int(and_int(u, 4503599627370495), 4607182418800017408))
    i = fptosi(Int64, rint_llvm((z - 1.0) * 128.0))
    scale = xl == 0.0 ? 0.0 : xl * ldexp(1.0, -k)
    if i >= 54
        k += 1
        i2 = i
        c = 2.0 * (@inbounds _log_inv[i2 + 1])
        z *= 0.5
        scale *= 0.5
        lh, ll = _dd_add(@inbounds(_log_hi[i2 + 1]), @inbounds(_log_lo[i2 + 1]), -_ln2_hi, -_ln2_lo)
        i2 == 128 && ((lh, ll) = (0.0, 0.0))
    else
        c = @inbounds _log_inv[i + 1]
        lh = @inbounds _log_hi[i + 1]
        ll = @inbounds _log_lo[i + 1]
    end
    # r = z*c - 1 exactly: c has few bits
    ph, pl = _two_mul(z, c)
    rh, rl = _two_sum(ph - 1.0, pl)
    rl += scale * c
    rh, rl = _fast_two_sum(rh, rl)
    # log(1 + r)
    sh, sl = _two_mul(rh, rh)
    t = rh * (0.3333333333333333 - rh * (0.25 - rh * (0.2 - rh * (0.16666666666666666 - rh * (0.14285714285714285 -
        rh * (0.125 - rh * (0.1111111111111111 - rh * 0.1)))))))
    qh, ql = _dd_add(rh, rl, -0.5 * sh, -0.5 * sl - rh * rl + sh * t)
    if lh != 0.0
        qh, ql = _dd_add(lh, ll, qh, ql)
    end
    k == 0 && return qh, ql
    n = sitofp(Float64, k)
    kh, kl = _two_mul(n, _ln2_hi)
    return _dd_add(kh, kl + n * _ln2_lo, qh, ql)
end
function Math._log(x::Float64)
    x == 0.0 && return -Inf
    (x != x || x == Inf) && return x
    h, l = _log_pair(x, 0.0)
    return h + l
end
function Math._log2(x::Float64)
    x == 0.0 && return -Inf
    (x != x || x == Inf) && return x
    # a power of two is exact
    e = exponent(x)
    z = significand(x)
    z == 1.0 && return sitofp(Float64, e)
    if z > 1.4142135623730951
        z *= 0.5
        e += 1
    end
    h, l = _log_pair(z, 0.0)
    h, l = _dd_mul(h, l, _inv_ln2_hi, _inv_ln2_lo)
    h, l = _dd_add(sitofp(Float64, e), 0.0, h, l)
    return h + l
end
function Math._log10(x::Float64)
    x == 0.0 && return -Inf
    (x != x || x == Inf) && return x
    h, l = _log_pair(x, 0.0)
    h, l = _dd_mul(h, l, _inv_ln10_hi, _inv_ln10_lo)
    return h + l
end
function Math._log1p(x::Float64)
    x == -1.0 && return -Inf
    (x != x || x == Inf) && return x
    abs(x) < 1.0e-17 && return x
    h, l = _log1p_pair(x, 0.0)
    return h + l
end
# log(1 + x + xl)
function _log1p_pair(x::Float64, xl::Float64)
    if abs(x) < 0.00390625
        sh, sl = _two_mul(x, x)
        t = x * (0.3333333333333333 - x * (0.25 - x * (0.2 - x * (0.16666666666666666 - x * (0.14285714285714285 -
            x * 0.125)))))
        return _dd_add(x, xl, -0.5 * sh, -0.5 * sl - x * xl + sh * t)
    end
    uh, ul = _two_sum(1.0, x)
    uh, ul = _fast_two_sum(uh, ul + xl)
    return _log_pair(uh, ul)
end

# ---- powers -----------------------------------------------------------------------------------------------------------

# x^y for finite positive x and finite y
function _pow_positive(x::Float64, y::Float64)
    h, l = _log_pair(x, 0.0)
    ph, pl = _two_mul(h, y)
    pl += l * y
    ph > 709.8 && return Inf
    ph < -745.2 && return 0.0
    k, hi, lo = _exp_parts(ph, pl)
    v = _scale2(hi, lo, k)
    return v
end
function Math._pow(x::Float64, y::Float64)
    y == 0.0 && return 1.0
    x == 1.0 && return 1.0
    (x != x || y != y) && return NaN
    ax = abs(x)
    if abs(y) == Inf
        ax == 1.0 && return 1.0
        return (ax > 1.0) == (y > 0.0) ? Inf : 0.0
    end
    odd = isinteger(y) && abs(y) < 9.007199254740992e15 && isodd(unsafe_trunc(Int64, y))
    neg = signbit(x) && odd
    if ax == 0.0 || ax == Inf
        v = (ax == 0.0) == (y < 0.0) ? Inf : 0.0
        return neg ? -v : v
    end
    x < 0.0 && !isinteger(y) && return NaN
    v = _pow_positive(ax, y)
    return neg ? -v : v
end
function Math._cbrt(x::Float64)
    (x == 0.0 || !isfinite(x)) && return x
    a = abs(x)
    e = exponent(a)
    q = fld(e, 3)
    m = ldexp(a, -3 * q)
    h, l = _log_pair(m, 0.0)
    k, hi, lo = _exp_parts(h / 3, 0.0)
    y = _scale2(hi, lo, k)
    # one step of Newton's on y³ - m with the cube as a pair
    sh, sl = _two_mul(y, y)
    ch, cl = _dd_mul(sh, sl, y, 0.0)
    y -= ((ch - m) + cl) / (3.0 * sh)
    return copysign(ldexp(y, q), x)
end

# ---- circular functions -----------------------------------------------------------------------------------------------

# x less the nearest multiple of π/2, as a pair, and the multiple's last two bits.
function _reduce_quarter(x::Float64)
    ax = abs(x)
    ax <= 0.7853981633974483 && return 0, x, 0.0
    if ax < 1.0e6
        n = rint_llvm(x * 0.6366197723675814)
        # π/2 in three parts of 33 bits and a rest
        r = x - n * 1.5707963267341256
        w1 = n * 6.077100506303966e-11
        h, e = _two_sum(r, -w1)
        w2 = n * 2.0222662487111665e-21
        w2h, w2l = _two_mul(n, 2.0222662487111665e-21)
        h2, e2 = _two_sum(h, -w2h)
        w3 = n * 8.4784276603689e-32
        yh, yl = _fast_two_sum(h2, (e2 + e) - w2l - w3)
        return and_int(fptosi(Int64, n), 3), yh, yl
    end
    return _reduce_quarter_far(x)
end
# With as much of π as x has digits before its point.
function _reduce_quarter_far(x::Float64)
    bits = exponent(x) + 240
    scaled = MPFR._scaled_int(x, bits)
    halfpi = MPFR._pi_scaled(bits) >> 1
    n = div(scaled, halfpi, RoundNearest)
    r = scaled - n * halfpi
    unit = big(2)^bits
    v = BigFloat(r) / BigFloat(unit)
    h = Float64(v)
    return Int(mod(n, 4)), h, Float64(v - h)
end
# sin and cos of h + l, |h| ≤ π/4, each as a pair
@inline function _sin_pair(h::Float64, l::Float64)
    z = h * h
    zl = _two_mul(h, h)[2]
    v, vl = _dd_mul(z, zl, h, 0.0)
    r = 0.008333333333333333 + z * (-1.984126984126984e-4 + z * (2.7557319223985893e-6 + z * (-2.505210838544172e-8 +
        z * (1.6059043836821613e-10 + z * (-7.647163731819816e-13 + z * 2.8114572543455206e-15)))))
    # -h³/6 as a pair, the higher terms in one float
    ch, cl = _dd_mul(v, vl, -0.16666666666666666, -9.25185853854297e-18)
    tail = v * (z * r) + l * (1.0 - z * (0.5 - z * 0.041666666666666664))
    s, e = _fast_two_sum(h, ch)
    return _fast_two_sum(s, e + (cl + tail))
end
@inline function _cos_pair(h::Float64, l::Float64)
    z, zl = _two_mul(h, h)
    r = -0.001388888888888889 + z * (2.48015873015873e-5 + z * (-2.755731922398589e-7 + z * (2.08767569878681e-9 +
        z * (-1.1470745597729725e-11 + z * (4.779477332387385e-14 - z * 1.5619206968586225e-16)))))
    qh, ql = _two_mul(z, z)
    fh, fl = _dd_mul(qh, ql + 2.0 * z * zl, 0.041666666666666664, 2.312964634635743e-18)
    tail = qh * z * r - h * l * (1.0 - z * (0.16666666666666666 - z * 0.008333333333333333))
    s, e = _fast_two_sum(1.0, -0.5 * z)
    s2, e2 = _fast_two_sum(s, fh)
    return _fast_two_sum(s2, e + e2 + (fl - 0.5 * zl + tail))
end
function Math._sin(x::Float64)
    (x != x || abs(x) == Inf) && return NaN
    abs(x) < 1.0e-8 && return x == 0.0 ? x : x - x * x * x / 6.0
    q, h, l = _reduce_quarter(x)
    s, e = and_int(q, 1) === 0 ? _sin_pair(h, l) : _cos_pair(h, l)
    v = s + e
    return q >= 2 ? -v : v
end
function Math._cos(x::Float64)
    (x != x || abs(x) == Inf) && return NaN
    q, h, l = _reduce_quarter(x)
    s, e = and_int(q, 1) === 0 ? _cos_pair(h, l) : _sin_pair(h, l)
    v = s + e
    return q == 1 || q == 2 ? -v : v
end
function Math._sincos(x::Float64)
    q, h, l = _reduce_quarter(x)
    sh, sl = _sin_pair(h, l)
    ch, cl = _cos_pair(h, l)
    s = abs(x) < 1.0e-8 ? Math._sin(x) : sh + sl
    c = ch + cl
    return q == 0 ? (s, c) : q == 1 ? (c, -s) : q == 2 ? (-s, -c) : (-c, s)
end
function Math._tan(x::Float64)
    (x != x || abs(x) == Inf) && return NaN
    abs(x) < 1.0e-8 && return x == 0.0 ? x : x + x * x * x / 3.0
    q, h, l = _reduce_quarter(x)
    sh, sl = _sin_pair(h, l)
    ch, cl = _cos_pair(h, l)
    if and_int(q, 1) === 0
        t, e = _dd_div(sh, sl, ch, cl)
    else
        t, e = _dd_div(-ch, -cl, sh, sl)
    end
    return t + e
end

# atan of h + l ≥ 0 as a pair: the nearest 64th from the table, the rest by series; above one by the reciprocal.
function _atan_pair(h::Float64, l::Float64)
    flip = h > 1.0
    if flip
        h, l = _dd_div(1.0, 0.0, h, l)
    end
    i = fptosi(Int64, rint_llvm(h * 64.0))
    c = sitofp(Float64, i) / 64.0
    if i > 0
        # (x - c)/(1 + xc)
        nh, nl = _two_sum(h, -c)
        nl += l
        mh, ml = _two_mul(h, c)
        dh, dl = _dd_add(1.0, 0.0, mh, ml + l * c)
        h, l = _dd_div(nh, nl, dh, dl)
    end
    z, zl = _two_mul(h, h)
    vh, vl = _dd_mul(z, zl, h, 0.0)
    t = z * (0.2 - z * (0.14285714285714285 - z * (0.1111111111111111 - z * 0.09090909090909091)))
    ch, cl = _dd_mul(vh, vl, -0.3333333333333333, -1.850371707708594e-17)
    ah, al = _dd_add(h, l - z * l, ch, cl + vh * t)
    if i > 0
        ah, al = _dd_add(@inbounds(_atan_hi[i + 1]), @inbounds(_atan_lo[i + 1]), ah, al)
    end
    if flip
        ah, al = _dd_add(1.5707963267948966, 6.123233995736766e-17, -ah, -al)
    end
    return ah, al
end
function Math._atan(x::Float64)
    (x != x || abs(x) < 1.0e-8) && return x != x || x == 0.0 ? x : x - x * x * x / 3.0
    abs(x) > 1.0e18 && return copysign(1.5707963267948966, x)
    h, l = _atan_pair(abs(x), 0.0)
    return copysign(h + l, x)
end
function Math._atan2(y::Float64, x::Float64)
    (x != x || y != y) && return NaN
    ay, ax = abs(y), abs(x)
    if ay == Inf || ax == Inf || ay == 0.0 || ax == 0.0
        v = if ay == Inf && ax == Inf
            signbit(x) ? 2.356194490192345 : 0.7853981633974483
        elseif ay == 0.0 || (ax == Inf && ay != Inf)
            signbit(x) ? 3.141592653589793 : 0.0
        else
            1.5707963267948966
        end
        return copysign(v, y)
    end
    d = exponent(ay) - exponent(ax)
    d > 64 && return copysign(1.5707963267948966, y)
    if d < -64
        return signbit(x) ? copysign(3.141592653589793, y) : y / ax
    end
    # scaled so that the quotient neither overflows nor loses digits
    s = -exponent(ax)
    h, l = _dd_div(ldexp(ay, s), 0.0, ldexp(ax, s), 0.0)
    h, l = _atan_pair(h, l)
    if signbit(x)
        h, l = _dd_add(3.141592653589793, 1.2246467991473532e-16, -h, -l)
    end
    return copysign(h + l, y)
end
# sqrt of h + l ≥ 0 as a pair
function _sqrt_pair(h::Float64, l::Float64)
    h == 0.0 && return 0.0, 0.0
    s = sqrt_llvm(h)
    p, e = _two_mul(s, s)
    return _fast_two_sum(s, ((h - p) - e + l) / (2.0 * s))
end
# sqrt(1 - x²) as a pair, for |x| ≤ 1
function _cos_of_asin(x::Float64)
    ph, pl = _two_sum(1.0, x)
    mh, ml = _two_sum(1.0, -x)
    h, l = _dd_mul(ph, pl, mh, ml)
    return _sqrt_pair(h, l)
end
function Math._asin(x::Float64)
    (x != x || abs(x) < 1.0e-8) && return x != x || x == 0.0 ? x : x + x * x * x / 6.0
    abs(x) == 1.0 && return copysign(1.5707963267948966, x)
    ch, cl = _cos_of_asin(x)
    h, l = _dd_div(abs(x), 0.0, ch, cl)
    h, l = _atan_pair(h, l)
    return copysign(h + l, x)
end
function Math._acos(x::Float64)
    x != x && return x
    x == 1.0 && return 0.0
    x == -1.0 && return 3.141592653589793
    if x == 0.0
        return 1.5707963267948966
    end
    ch, cl = _cos_of_asin(x)
    h, l = _dd_div(ch, cl, abs(x), 0.0)
    h, l = _atan_pair(h, l)
    if x < 0.0
        h, l = _dd_add(3.141592653589793, 1.2246467991473532e-16, -h, -l)
    end
    return h + l
end

# ---- hyperbolic functions ---------------------------------------------------------------------------------------------

# e^a and e^-a for a ≥ 0, as pairs times 2^k and 2^-k
function Math._sinh(x::Float64)
    (x != x || abs(x) == Inf || x == 0.0) && return x
    a = abs(x)
    a > 711.0 && return copysign(Inf, x)
    if a > 22.0
        k, hi, lo = _exp_parts(a, 0.0)
        return copysign(_scale2(hi, lo, k - 1), x)
    end
    a < 1.0e-8 && return x
    # (t + t/(t + 1))/2 with t = e^a - 1
    th, tl = _expm1_pair(a)
    dh, dl = _dd_add(1.0, 0.0, th, tl)
    qh, ql = _dd_div(th, tl, dh, dl)
    h, l = _dd_add(th, tl, qh, ql)
    return copysign(0.5 * (h + l), x)
end
function Math._cosh(x::Float64)
    x != x && return x
    a = abs(x)
    a > 711.0 && return Inf
    k, hi, lo = _exp_parts(a, 0.0)
    a > 22.0 && return _scale2(hi, lo, k - 1)
    f = bitcast(Float64, shl_int(k + 1023, 0x0000000000000034))
    eh, el = hi * f, lo * f
    eh, el = _fast_two_sum(eh, el)
    ih, il = _dd_div(1.0, 0.0, eh, el)
    h, l = _dd_add(eh, el, ih, il)
    return 0.5 * (h + l)
end
function Math._tanh(x::Float64)
    (x != x || x == 0.0) && return x
    a = abs(x)
    a > 22.0 && return copysign(1.0, x)
    a < 1.0e-8 && return x
    th, tl = _expm1_pair(2.0 * a)
    dh, dl = _dd_add(2.0, 0.0, th, tl)
    h, l = _dd_div(th, tl, dh, dl)
    return copysign(h + l, x)
end
function Math._asinh(x::Float64)
    (x != x || abs(x) == Inf || abs(x) < 1.0e-8) && return x
    a = abs(x)
    if a > 1.0e9
        h, l = _log_pair(a, 0.0)
        h, l = _dd_add(h, l, _ln2_hi, _ln2_lo)
        return copysign(h + l, x)
    end
    # log1p(a + a²/(1 + sqrt(1 + a²)))
    sh, sl = _two_mul(a, a)
    rh, rl = _dd_add(1.0, 0.0, sh, sl)
    rh, rl = _sqrt_pair(rh, rl)
    rh, rl = _dd_add(1.0, 0.0, rh, rl)
    qh, ql = _dd_div(sh, sl, rh, rl)
    qh, ql = _dd_add(a, 0.0, qh, ql)
    h, l = _log1p_pair(qh, ql)
    return copysign(h + l, x)
end
function Math._acosh(x::Float64)
    (x != x || x == Inf) && return x
    x == 1.0 && return 0.0
    if x > 1.0e9
        h, l = _log_pair(x, 0.0)
        h, l = _dd_add(h, l, _ln2_hi, _ln2_lo)
        return h + l
    end
    # t = x - 1: log1p(t + sqrt(2t + t²))
    t = x - 1.0
    sh, sl = _two_mul(t, t)
    rh, rl = _dd_add(2.0 * t, 0.0, sh, sl)
    rh, rl = _sqrt_pair(rh, rl)
    rh, rl = _dd_add(t, 0.0, rh, rl)
    h, l = _log1p_pair(rh, rl)
    return h + l
end
function Math._atanh(x::Float64)
    (x != x || abs(x) < 1.0e-8) && return x
    a = abs(x)
    a == 1.0 && return copysign(Inf, x)
    # log1p(2a/(1 - a))/2
    dh, dl = _two_sum(1.0, -a)
    h, l = _dd_div(2.0 * a, 0.0, dh, dl)
    h, l = _log1p_pair(h, l)
    return copysign(0.5 * (h + l), x)
end
