# The elementary functions of Float64, after the published algorithms that Julia's are made from (fdlibm's kernels with
# Cody and Waite's and Payne and Hanek's reductions; Tang's logarithm; a table of 256 powers for the exponential), so that
# results agree to the last bit. Powers take the logarithm as a pair of floats: hi + lo, lo below hi's last place.
# Tables are filled when this chapter is loaded.

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

const _exp2_hi = Memory{Float64}(undef, 256)    # 2^(i/256), rounded down
const _exp2_lo = Memory{Float64}(undef, 256)    # what is left, to a few bits
const _log_inv = Memory{Float64}(undef, 129)    # about 1/z for z in steps of 1/128, few bits
const _log_hi = Memory{Float64}(undef, 129)     # -log of that
const _log_lo = Memory{Float64}(undef, 129)
const _log128_hi = Memory{Float64}(undef, 129)  # log(1 + i/128) to 39 bits behind the point, so that its sums are exact
const _log128_lo = Memory{Float64}(undef, 129)
const _inv_2pi = Memory{UInt64}(undef, 20)      # 1/2π in words
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
    # 2^(1/256) by eight square roots
    root = unit << 1
    for _ in 1:8
        root = isqrt(root << 192)
    end
    v = unit
    for i in 1:256
        top = v >> 140
        hi = UInt64(top & ((BigInt(1) << 52) - 1))
        rest = ldexp(Float64(v - (top << 140)), -192)
        # The rest stands in a word beside hi's digits: four bits of its exponent and eight of its digits. What follows
        # them in the word is taken along as digits that mean nothing.
        few = (bitcast(UInt64, rest) << 8) >> 52
        _exp2_hi[i] = bitcast(Float64, 0x3ff0000000000000 | hi)
        _exp2_lo[i] = bitcast(Float64, 0x3c00000000000000 | (few << 44) | (hi >> 8))
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
    for i in 0:128
        # 1 + i/128 = 2·(256 + 2i)/512
        v = logs[1] - logs[2 * i + 1]
        short = (v + (unit >> 40)) >> 153
        _log128_hi[i + 1] = ldexp(Float64(short), -39)
        _log128_lo[i + 1] = ldexp(Float64(v - (short << 153)), -192)
    end
    word = BigInt(1) << 64
    inverse = div(BigInt(1) << (64 * 44), MPFR._pi_scaled(64 * 24) << 1)
    for i in 1:20
        _inv_2pi[i] = UInt64((inverse >> (64 * (20 - i))) % word)
    end
    return nothing
end
_fill_elementary_tables!()

const _ln2_hi = 0.6931471805599453
const _ln2_lo = 2.3190468138462996e-17

# ---- exponential ------------------------------------------------------------------------------------------------------

# b^(x + xl) for a base with b = 2^L: x = (n/256)/L + r, and b^r - 1 is a polynomial r·(c1 + …). `inv` = 256·L, `up` and
# `low` are -1/inv in two parts, the first short.
@inline function _exp_parts(x::Float64, inv::Float64, up::Float64, low::Float64, c::NTuple{4, Float64})
    # adding this aligns the last place with one
    shifted = muladd(x, inv, 6.755399441055744e15)
    n = trunc_int(Int32, bitcast(UInt64, shifted))
    f = shifted - 6.755399441055744e15
    r = muladd(f, low, muladd(f, up, x))
    p = r * muladd(r, muladd(r, muladd(r, c[4], c[3]), c[2]), c[1])
    j = and_int(sext_int(Int64, n), 255) + 1
    return ashr_int(sext_int(Int64, n), 0x0000000000000008), @inbounds(_exp2_hi[j]), @inbounds(_exp2_lo[j]), p
end
# s·2^k, where s is near one; below the normal numbers it is rounded once more, at the place where the result ends
@inline function _scale_exp(s::Float64, k::Int64)
    k === 1024 && return s * 2.0 * 8.98846567431158e307
    if k <= -53
        return bitcast(Float64, shl_int(k + 53, 0x0000000000000034) + bitcast(Int64, s)) * 1.1102230246251565e-16
    end
    return bitcast(Float64, shl_int(k, 0x0000000000000034) + bitcast(Int64, s))
end
const _exp_coeffs = (0.9999999999999912, 0.4999999999999997, 0.1666666857598779, 0.04166666857598777)
const _exp2_coeffs = (0.6931471805599393, 0.24022650695910058, 0.05550411502333161, 0.009618129548366803)
const _exp10_coeffs = (2.3025850929940255, 2.6509490552391974, 2.034678825384765, 1.1712552025835192)
@inline _exp_parts(x::Float64) =
    _exp_parts(x, 369.3299304675746, -0.002707606173999011, -6.327543041662719e-14, _exp_coeffs)

function Math._exp(x::Float64)
    k, hi, lo, p = _exp_parts(x)
    s = muladd(hi, p, lo) + hi
    abs(x) <= 708.3964185322641 && return bitcast(Float64, shl_int(k, 0x0000000000000034) + bitcast(Int64, s))
    x != x && return x
    x > 709.782712893384 && return Inf
    x <= -745.1332191019412 && return 0.0
    return _scale_exp(s, k)
end
# e^(x + xl), for powers
function _exp_of_pair(x::Float64, xl::Float64)
    k, hi, lo, p = _exp_parts(x)
    s = muladd(hi, xl, muladd(hi, p, lo)) + hi
    abs(x) <= 708.3964185322641 && return bitcast(Float64, shl_int(k, 0x0000000000000034) + bitcast(Int64, s))
    x > 709.782712893384 && return Inf
    x <= -745.1332191019412 && return 0.0
    return _scale_exp(s, k)
end
function Math._exp2(x::Float64)
    k, hi, lo, p = _exp_parts(x, 256.0, -0.00390625, 0.0, _exp2_coeffs)
    s = muladd(hi, p, lo) + hi
    abs(x) <= 1022.0 && return bitcast(Float64, shl_int(k, 0x0000000000000034) + bitcast(Int64, s))
    x != x && return x
    x >= 1024.0 && return Inf
    x <= -1075.0 && return 0.0
    return _scale_exp(s, k)
end
function Math._exp10(x::Float64)
    k, hi, lo, p = _exp_parts(x, 850.4135922911647, -0.0011758984204561784, -1.0624811566412999e-13, _exp10_coeffs)
    s = muladd(hi, p, lo) + hi
    abs(x) <= 307.6526555685887 && return bitcast(Float64, shl_int(k, 0x0000000000000034) + bitcast(Int64, s))
    x != x && return x
    x > 308.25471555991675 && return Inf
    x <= -323.60724533877976 && return 0.0
    return _scale_exp(s, k)
end
# p[1] + p[2]x + …, with the rounding errors of its sums and products beside it
@inline function _horner_pair(x::Float64, p::Tuple)
    hi, lo = p[end], 0.0
    for i in (length(p) - 1):-1:1
        prod = hi * x
        err = fma(hi, x, -prod)
        sum = p[i] + prod
        lo = fma(lo, x, prod - (sum - p[i]) + err)
        hi = sum
    end
    return hi, lo
end
function Math._expm1(x::Float64)
    if -0.2876820724517809 <= x <= 0.22314355131420976
        p = evalpoly(x, (0.16666666666666632, 0.04166666666666556, 0.008333333333401227, 0.001388888889068783,
            0.00019841269447671544, 2.480157691845342e-5, 2.7558212415361945e-6, 2.758218402815439e-7,
            2.4360682937111612e-8))
        hi, lo = _horner_pair(x, (1.0, 0.5, p))
        return fma(x, hi, x * lo)
    end
    x != x && return x
    x > 709.7827128933845 && return Inf
    x < -37.42994775023705 && return -1.0
    k, hi, lo, p = _exp_parts(x)
    k >= 106 && return bitcast(Float64, shl_int(1022 + k, 0x0000000000000034)) * (hi + muladd(hi, p, lo)) * 2
    up = bitcast(Float64, shl_int(1023 + k, 0x0000000000000034))
    down = bitcast(Float64, shl_int(1023 - k, 0x0000000000000034))
    k >= 53 && return up * (hi + muladd(hi, p, lo - down))
    k <= -2 && return up * (hi + muladd(hi, p, lo)) - 1
    return up * ((hi - down) + fma(hi, p, lo))
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
# Tang's procedure near one: log(1 + f) = u + u³(…), u = 2f/(2 + f); the base as hi + lo.
@inline function _log_near_one(f::Float64, bh::Float64, bl::Float64)
    g = 1.0 / (2.0 + f)
    u = 2.0 * f * g
    v = u * u
    q = u * v * evalpoly(v, (0.08333333333333179, 0.012500000003771751, 0.0022321399879194482, 0.0004348877777076146))
    rest = fma(fma(-u, f, 2.0 * (f - u)), g, q)
    return bh == 1.0 ? u + rest : fma(bh, u, fma(bl, u, bh * rest))
end
# Elsewhere: 2^m·(F + f), F in steps of 1/128.
@inline function _log_far(y::Float64, m::Int64, c::Float64, bh::Float64, bl::Float64)
    F = (y + 3.5184372088832e13) - 3.5184372088832e13
    f = (y - F) + c
    j = fptosi(Int64, 128.0 * F) - 127
    mf = sitofp(Float64, m)
    h = muladd(mf, 0.6931471805601177, @inbounds(_log128_hi[j]))
    l = muladd(mf, -1.7239444525614835e-13, @inbounds(_log128_lo[j]))
    u = 2.0 * f / (y + F)
    v = u * u
    q = u * v * muladd(v, 0.012500053168098584, 0.08333333333303913)
    rest = u + (q + l)
    return bh == 1.0 ? h + rest : fma(bh, h, fma(bh, rest, bl * h))
end
@inline function _log_base(x::Float64, bh::Float64, bl::Float64)
    x == 0.0 && return -Inf
    (x != x || x == Inf) && return x
    0.9394130628134757 < x < 1.0644944589178595 && return _log_near_one(x - 1.0, bh, bl)
    k = 0
    if x < 2.2250738585072014e-308
        x *= 18014398509481984.0
        k = -54
    end
    u = bitcast(Int64, x)
    y = bitcast(Float64, or_int(and_int(u, 4503599627370495), 4607182418800017408))
    return _log_far(y, k + ashr_int(u, 0x0000000000000034) - 1023, 0.0, bh, bl)
end
Math._log(x::Float64) = _log_base(x, 1.0, 0.0)
Math._log2(x::Float64) = _log_base(x, 1.4426950408889634, 2.0355273740931033e-17)
Math._log10(x::Float64) = _log_base(x, 0.4342944819032518, 1.098319650216765e-17)
function Math._log1p(x::Float64)
    x == -1.0 && return -Inf
    (x != x || x == Inf) && return x
    abs(x) < 1.1102230246251565e-16 && return x
    -0.06058693718652422 < x < 0.06449445891785943 && return _log_near_one(x, 1.0, 0.0)
    z = 1.0 + x
    u = bitcast(Int64, z)
    m = ashr_int(u, 0x0000000000000034) - 1023
    # 1 + x = z + c exactly
    c = m > 0 ? 1.0 - (z - x) : x - (z - 1.0)
    s = bitcast(Float64, 0x7fe0000000000000 - and_int(bitcast(UInt64, u), 0xfff0000000000000))
    y = bitcast(Float64, or_int(and_int(u, 4503599627370495), 4607182418800017408))
    return _log_far(y, m, c * s, 1.0, 0.0)
end

# ---- powers -----------------------------------------------------------------------------------------------------------

# x^y for finite positive x and finite y
function _pow_positive(x::Float64, y::Float64)
    h, l = _log_pair(x, 0.0)
    ph, pl = _two_mul(h, y)
    pl = muladd(l, y, pl)
    sum = ph + pl
    return isfinite(sum) ? _exp_of_pair(sum, pl - (sum - ph)) : sum > 0 ? Inf : 0.0
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
    q = fld(exponent(a), 3)
    m = ldexp(a, -3 * q)
    # a first value from e^(log(m)/3), then one step of Newton's on y³ - m with the cube as a pair
    y = _exp_of_pair(Math._log(m) / 3, 0.0)
    sh, sl = _two_mul(y, y)
    ch, cl = _dd_mul(sh, sl, y, 0.0)
    y -= ((ch - m) + cl) / (3.0 * sh)
    return copysign(ldexp(y, q), x)
end

# ---- circular functions -----------------------------------------------------------------------------------------------

@inline _high_word(x::Float64) = trunc_int(UInt32, lshr_int(bitcast(UInt64, x), 0x0000000000000020))
@inline _without_low_word(x::Float64) = bitcast(Float64, and_int(bitcast(UInt64, x), 0xffffffff00000000))

# x less the multiple n of π/2, as a pair. The high word of |x| says how many parts of π/2 that takes: two where the
# multiple is small and x is not right beside it.
@inline function _reduce_quarter(x::Float64)
    word = and_int(_high_word(x), 0x7fffffff)
    if word <= 0x400f6a7a
        and_int(word, 0x000fffff) === 0x000921fb && return _reduce_exact(x, word)
        return _reduce_two(x, word <= 0x4002d97c ? 1.0 : 2.0)
    elseif word <= 0x401c463b
        (word === 0x4012d97c || word === 0x401921fb) && return _reduce_exact(x, word)
        return _reduce_two(x, word <= 0x4015fdbc ? 3.0 : 4.0)
    elseif word < 0x413921fb
        return _reduce_exact(x, word)
    end
    return _reduce_far(x)
end
@inline function _reduce_two(x::Float64, count::Float64)
    n = copysign(count, x)
    z = muladd(-n, 1.5707963267341256, x)
    h = muladd(-n, 6.077100506506192e-11, z)
    return fptosi(Int64, n), h, muladd(-n, 6.077100506506192e-11, z - h)
end
function _reduce_exact(x::Float64, word::UInt32)
    n = rint_llvm(x * 0.6366197723675814)
    r = muladd(-n, 1.5707963267341256, x)
    w = n * 6.077100506506192e-11
    h = r - w
    top = lshr_int(word, 0x00000014)
    # how many bits the difference has lost decides whether the next part of π/2 is needed
    if sub_int(top, and_int(lshr_int(_high_word(h), 0x00000014), 0x000007ff)) % Int32 > 16
        t = r
        w = n * 6.077100506303966e-11
        r = t - w
        w = muladd(n, 2.0222662487959506e-21, -((t - r) - w))
        h = r - w
        if sub_int(top, and_int(lshr_int(_high_word(h), 0x00000014), 0x000007ff)) % Int32 > 49
            t = r
            w = n * 2.0222662487111665e-21
            r = t - w
            w = muladd(n, 8.4784276603689e-32, -((t - r) - w))
            h = r - w
        end
    end
    return fptosi(Int64, n), h, (r - h) - w
end
# Payne and Hanek: of x/2π only the three words of 1/2π count that leave a fraction behind.
function _reduce_far(x::Float64)
    u = bitcast(UInt64, x)
    X = (u & 0x000fffffffffffff) | 0x0010000000000000
    k = Int64((u >> 52) & 0x7ff) - 1075
    skip = k >> 6
    shift = k - (skip << 6)
    at(i) = i < 1 ? UInt64(0) : @inbounds(_inv_2pi[i])
    take(i) = shift == 0 ? at(skip + i) : (at(skip + i) << shift) | (at(skip + i + 1) >> (64 - shift))
    w = (UInt128(X * take(1)) << 64) + widemul(X, take(2)) + (widemul(X, take(3)) >> 64)
    w = signbit(x) ? -w : w
    n = (((w >> 125) % Int64) + 1) >> 1
    hi, lo = _fraction_pair((w << 2) % Int128)
    # times π/2, in two parts
    h = (hi + lo) * 1.5707963267948966
    l = (((hi * 1.5707963407039642 - h) + hi * -1.3909067614167116e-8) + lo * 1.5707963407039642) +
        lo * -1.3909067614167116e-8
    return n, h, l
end
# f / 2^128 as 26 bits and the rest
function _fraction_pair(f::Int128)
    f == 0 && return 0.0, 0.0
    x = unsigned(abs(f))
    n = 128 - leading_zeros(x)
    head = n > 26 ? (x >> (n - 26)) << (n - 26) : x
    a, b = ldexp(Float64(head), -128), ldexp(_chopped(x - head), -128)
    return f < 0 ? (-a, -b) : (a, b)
end
# to 53 bits, not rounded
function _chopped(x::UInt128)
    n = 128 - leading_zeros(x)
    return Float64(n > 53 ? (x >> (n - 53)) << (n - 53) : x)
end

@inline function _sin_kernel(y::Float64)
    z = y * y
    w = z * z
    r = evalpoly(z, (0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6)) +
        z * w * evalpoly(z, (-2.5050760253406863e-8, 1.58969099521155e-10))
    return y + z * y * (-0.16666666666666632 + z * r)
end
@inline function _sin_kernel(h::Float64, l::Float64)
    z = h * h
    w = z * z
    r = evalpoly(z, (0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6)) +
        z * w * evalpoly(z, (-2.5050760253406863e-8, 1.58969099521155e-10))
    c = z * h
    return h - ((z * (0.5 * l - c * r) - l) - c * -0.16666666666666632)
end
@inline function _cos_kernel(h::Float64, l::Float64)
    z = h * h
    w = z * z
    r = z * evalpoly(z, (0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5)) +
        w * w * evalpoly(z, (-2.7557314351390663e-7, 2.087572321298175e-9, -1.1359647557788195e-11))
    half = 0.5 * z
    a = 1.0 - half
    return a + (((1.0 - a) - half) + (z * r - h * l))
end
@inline _small_angle(x::Float64) = abs(x) < 0.7853981633974483
function Math._sin(x::Float64)
    _small_angle(x) && return abs(x) < 1.4901161193847656e-8 ? x : _sin_kernel(x)
    x != x && return x
    n, h, l = _reduce_quarter(x)
    v = and_int(n, 1) === 0 ? _sin_kernel(h, l) : _cos_kernel(h, l)
    return and_int(n, 2) === 0 ? v : -v
end
function Math._cos(x::Float64)
    _small_angle(x) && return abs(x) < 1.0536712127723509e-8 ? 1.0 : _cos_kernel(x, 0.0)
    x != x && return x
    n, h, l = _reduce_quarter(x)
    v = and_int(n, 1) === 0 ? _cos_kernel(h, l) : _sin_kernel(h, l)
    return and_int(n + 1, 2) === 0 ? v : -v
end
function Math._sincos(x::Float64)
    if _small_angle(x)
        return x == 0.0 ? (x, 1.0) : (_sin_kernel(x), _cos_kernel(x, 0.0))
    end
    x != x && return x, x
    n, h, l = _reduce_quarter(x)
    s, c = _sin_kernel(h, l), _cos_kernel(h, l)
    q = and_int(n, 3)
    return q === 0 ? (s, c) : q === 1 ? (c, -s) : q === 2 ? (-s, -c) : (-c, s)
end
# tan(h + l), or -1/tan where `inverse`
function _tan_kernel(h::Float64, l::Float64, inverse::Bool)
    big = abs(h) >= 0.6744
    y, yl = h, l
    if big
        # near π/4 by the difference from it
        y < 0.0 && ((y, yl) = (-y, -yl))
        y = (0.7853981633974483 - y) + (3.061616997868383e-17 - yl)
        yl = 0.0
    end
    z = y * y
    w = z * z
    r = evalpoly(w, (0.13333333333320124, 0.021869488294859542, 0.0035920791075913124, 0.0005880412408202641,
        7.817944429395571e-5, -1.8558637485527546e-5))
    v = z * evalpoly(w, (0.05396825397622605, 0.0088632398235993, 0.0014562094543252903, 0.0002464631348184699,
        7.140724913826082e-5, 2.590730518636337e-5))
    c = z * y
    r = yl + z * (c * (r + v) + yl)
    r += 0.3333333333333341 * c
    t = y + r
    if big
        k = inverse ? -1.0 : 1.0
        return copysign(1.0, h) * (k - 2.0 * (y - (t * t / (k + t) - r)))
    end
    inverse || return t
    # -1/t with the low digits of t + (what its rounding lost)
    t0 = _without_low_word(t)
    lost = r - (t0 - y)
    a = -1.0 / t
    a0 = _without_low_word(a)
    return a0 + a * ((1.0 + a0 * t0) + a0 * lost)
end
function Math._tan(x::Float64)
    _small_angle(x) && return abs(x) < 7.450580596923828e-9 ? x : _tan_kernel(x, 0.0, false)
    x != x && return x
    n, h, l = _reduce_quarter(x)
    return _tan_kernel(h, l, and_int(n, 1) === 1)
end

# (asin(x) - x)/x in t = x²
@inline function _arc_ratio(t::Float64)
    p = t * evalpoly(t, (0.16666666666666666, -0.3255658186224009, 0.20121253213486293, -0.04005553450067941,
        0.0007915349942898145, 3.479331075960212e-5))
    return p / evalpoly(t, (1.0, -2.403394911734414, 2.0209457602335057, -0.6882839716054533, 0.07703815055590194))
end
function Math._asin(x::Float64)
    a = abs(x)
    a == 1.0 && return copysign(1.5707963267948966, x)
    if a < 0.5
        return a < 1.4901161193847656e-8 ? x : muladd(x, _arc_ratio(x * x), x)
    end
    x != x && return x
    t = (1.0 - a) / 2
    s = sqrt_llvm(t)
    r = _arc_ratio(t)
    if a >= 0.975
        v = 1.5707963267948966 - (2.0 * (s + s * r) - 6.123233995736766e-17)
    else
        s0 = _without_low_word(s)
        c = (t - s0 * s0) / (s + s0)
        p = 2.0 * s * r - (6.123233995736766e-17 - 2.0 * c)
        v = 0.7853981633974483 - (p - (0.7853981633974483 - 2.0 * s0))
    end
    return flipsign(v, x)
end
function Math._acos(x::Float64)
    a = abs(x)
    a == 1.0 && return x > 0.0 ? 0.0 : 3.141592653589793
    if a < 0.5
        a < 6.938893903907228e-18 && return 1.5707963267948966
        return 1.5707963267948966 - (x - (6.123233995736766e-17 - x * _arc_ratio(x * x)))
    end
    x != x && return x
    t = (1.0 - a) * 0.5
    r = _arc_ratio(t)
    s = sqrt_llvm(t)
    x < 0.0 && return 3.141592653589793 - 2.0 * (s + (r * s - 6.123233995736766e-17))
    s0 = _without_low_word(s)
    c = (t - s0 * s0) / (s + s0)
    return 2.0 * (s0 + (r * s + c))
end
# (x - atan(x))/x
@inline function _arctan_series(x::Float64)
    z = x * x
    w = z * z
    return z * evalpoly(w, (0.3333333333333293, 0.14285714272503466, 0.09090887133436507, 0.06661073137387531,
        0.049768779946159324, 0.016285820115365782)) +
        w * evalpoly(w, (-0.19999999999876483, -0.11111110405462356, -0.0769187620504483, -0.058335701337905735,
        -0.036531572744216916))
end
function Math._atan(x::Float64)
    a = abs(x)
    if a < 0.4375
        return a < 7.450580596923828e-9 ? x : x - x * _arctan_series(x)
    end
    a >= 7.378697629483821e19 && return copysign(1.5707963267948966, x)
    # atan(c) + atan((a - c)/(1 + ac)) for c = 1/2, 1, 3/2, ∞
    if a < 1.1875
        if a < 0.6875
            hi, lo = 0.4636476090008061, 2.2698777452961687e-17
            t = (2.0 * a - 1.0) / (2.0 + a)
        else
            hi, lo = 0.7853981633974483, 3.061616997868383e-17
            t = (a - 1.0) / (a + 1.0)
        end
    elseif a < 2.4375
        hi, lo = 0.982793723247329, 1.3903311031230998e-17
        t = (a - 1.5) / (1.0 + 1.5 * a)
    else
        hi, lo = 1.5707963267948966, 6.123233995736766e-17
        t = -1.0 / a
    end
    return copysign(hi - ((t * _arctan_series(t) - lo) - t), x)
end
function Math._atan2(y::Float64, x::Float64)
    x != x && return x
    y != y && return y
    x == 1.0 && return Math._atan(y)
    left = signbit(x)
    y == 0.0 && return left ? copysign(3.141592653589793, y) : y
    x == 0.0 && return copysign(1.5707963267948966, y)
    if isinf(x)
        v = isinf(y) ? (left ? 2.356194490192345 : 0.7853981633974483) : left ? 3.141592653589793 : 0.0
        return copysign(v, y)
    end
    isinf(y) && return copysign(1.5707963267948966, y)
    # how far the exponents are apart
    k = ashr_int(bitcast(Int32, and_int(_high_word(y), 0x7fffffff) - and_int(_high_word(x), 0x7fffffff)), 0x00000014)
    if k > 60
        # as good as vertical
        return copysign(1.5707963267948966, y)
    end
    z = left && k < -60 ? 0.0 : Math._atan(abs(y / x))
    left || return signbit(y) ? -z : z
    z -= 1.2246467991473532e-16
    return signbit(y) ? z - 3.141592653589793 : 3.141592653589793 - z
end

# ---- half turns -------------------------------------------------------------------------------------------------------

# sin(πx) and cos(πx) for |x| ≤ 1/4. The sine is πx rounded to a double, and what `_sinpi_tail` gives.
@inline function _sinpi_tail(x::Float64)
    z = x * x
    w = z * z
    r = evalpoly(z, (2.5501640398773415, -0.5992645293202981, 0.08214588658006512, -7.370429884921779e-3,
        4.662827319453555e-4, -2.1717412523382308e-5))
    return x * muladd(-5.16771278004997, z, muladd(w, r, 1.2245907532225998e-16))
end
@inline Math._sinpi_kernel(x::Float64) = muladd(3.141592653589793, x, _sinpi_tail(x))
# The sum rounded twice: what Julia's machine code does where the product and the sum stand in different blocks (`cospi`).
@inline Math._sinpi_kernel_unfused(x::Float64) = 3.141592653589793 * x + _sinpi_tail(x)
# What was lost in rounding the product `a` is not made up for: Julia's machine code has only one such product.
@inline function Math._cospi_kernel(x::Float64)
    z = x * x
    r = z * evalpoly(z, (4.058712126416765, -1.3352627688537357, 0.23533063027900392, -0.025806887811869204,
        1.9294917136379183e-3, -1.0368935675474665e-4))
    a = 4.934802200544679 * z
    w = 1.0 - a
    return w + muladd(z, r, ((1.0 - w) - a) - 3.109686485461973e-16 * z)
end

# ---- hyperbolic functions ---------------------------------------------------------------------------------------------

function Math._sinh(x::Float64)
    a = abs(x)
    if a <= 2.1
        z = x * x
        zl = fma(x, x, -z)
        tail = evalpoly(z, (8.333333333336817e-3, 1.9841269840165435e-4, 2.7557319381151335e-6, 2.5052096530035283e-8,
            1.6059550718903307e-10, 7.634842144412119e-13, 2.9696954760355812e-15))
        hi, lo = _horner_pair(z, (1.0, 0.16666666666666635, tail))
        return muladd(x, hi, muladd(x, lo, x * zl * 0.16666666666666635))
    elseif a >= 709.7822265633563
        e = Math._exp(0.5 * a)
        return copysign(0.5 * e * e, x)
    end
    e = Math._exp(a)
    return copysign(0.5 * (e - 1 / e), x)
end
function Math._cosh(x::Float64)
    a = abs(x)
    if a <= 1.0
        return evalpoly(x * x, (1.0, 0.5000000000000002, 0.04166666666666269, 1.3888888889206764e-3,
            2.4801587176784207e-5, 2.7557345825742837e-7, 2.0873617441235094e-9, 1.1663435515945578e-11))
    elseif a >= 709.7822265633563
        e = Math._exp(0.5 * a)
        return 0.5 * e * e
    end
    e = Math._exp(a)
    return 0.5 * (e + 1 / e)
end
function Math._tanh(x::Float64)
    a = abs(2 * x)
    a >= 44.0 && return copysign(1.0, x)
    if a <= 1.0
        return x * evalpoly(x * x, (1.0, -0.33333333333332904, 0.13333333333267555, -0.05396825393066753,
            0.02186948742242217, -0.008863215974794633, 0.003591910693118715, -0.0014542587440487815,
            0.0005825521659411748, -0.00021647574085351332, 5.5752458452673005e-5))
    end
    k = Math._exp(a)
    return copysign(1 - 2 / (k + 1), x)
end
function Math._asinh(x::Float64)
    a = abs(x)
    (x != x || a == Inf || a < 3.725290298461914e-9) && return x
    if a < 2.0
        t = x * x
        w = Math._log1p(a + t / (1.0 + sqrt_llvm(1.0 + t)))
    elseif a < 2.68435456e8
        w = Math._log(2.0 * a + 1.0 / (sqrt_llvm(x * x + 1.0) + a))
    else
        w = Math._log(a) + _ln2_hi
    end
    return copysign(w, x)
end
function Math._acosh(x::Float64)
    x != x && return x
    x == 1.0 && return 0.0
    if x < 2.0
        t = x - 1.0
        return Math._log1p(t + sqrt_llvm(2.0 * t + t * t))
    elseif x < 2.68435456e8
        return Math._log(2.0 * x - 1.0 / (x + sqrt_llvm(x * x - 1.0)))
    end
    return Math._log(x) + _ln2_hi
end
function Math._atanh(x::Float64)
    a = abs(x)
    (x != x || a < 3.725290298461914e-9) && return x
    a == 1.0 && return copysign(Inf, x)
    t = a + a
    t = a < 0.5 ? t + t * a / (1.0 - a) : t / (1.0 - a)
    return copysign(0.5 * Math._log1p(t), x)
end
