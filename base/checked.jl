# Arithmetic that throws OverflowError where the plain operators wrap.
module Checked

export checked_neg, checked_abs, checked_add, checked_sub, checked_mul, checked_div, checked_rem, checked_fld,
    checked_mod, checked_cld, checked_pow, checked_length, add_with_overflow, sub_with_overflow, mul_with_overflow

import Core.Intrinsics: checked_sadd_int, checked_uadd_int, checked_ssub_int, checked_usub_int, checked_smul_int,
    checked_umul_int
import Base: BitSigned, BitUnsigned, BitInteger, length, promote

throw_overflowerr_binaryop(op, x, y) = (Base.@_noinline_meta;
    throw(OverflowError(string(x, " ", op, " ", y, " overflowed for type ", typeof(x)))))

# Mixed operands promote; these are for two of one type.
checked_neg(x::Integer) = checked_sub(zero(x), x)
function checked_abs(x::BitSigned)
    r = ifelse(x < 0, -x, x)
    r < 0 && throw(OverflowError(string("checked arithmetic: cannot compute |x| for x = ", x, "::", typeof(x))))
    return r
end
checked_abs(x::BitUnsigned) = x
checked_abs(x::Integer) = abs(x)
checked_neg(x::Bool) = -x
checked_abs(x::Bool) = x

add_with_overflow(x::T, y::T) where {T <: BitSigned} = checked_sadd_int(x, y)
add_with_overflow(x::T, y::T) where {T <: BitUnsigned} = checked_uadd_int(x, y)
add_with_overflow(x::Bool, y::Bool) = (x + y, false)
sub_with_overflow(x::T, y::T) where {T <: BitSigned} = checked_ssub_int(x, y)
sub_with_overflow(x::T, y::T) where {T <: BitUnsigned} = checked_usub_int(x, y)
sub_with_overflow(x::Bool, y::Bool) = (x - y, false)
mul_with_overflow(x::T, y::T) where {T <: BitSigned} = checked_smul_int(x, y)
mul_with_overflow(x::T, y::T) where {T <: BitUnsigned} = checked_umul_int(x, y)
mul_with_overflow(x::Bool, y::Bool) = (x * y, false)

for (f, g, op) in ((:checked_add, :add_with_overflow, :+), (:checked_sub, :sub_with_overflow, :-),
                   (:checked_mul, :mul_with_overflow, :*))
    @eval begin
        ($f)(x::Integer, y::Integer) = ($f)(promote(x, y)...)
        ($f)(x::T, y::T) where {T <: Integer} = ($op)(x, y)
        function ($f)(x::T, y::T) where {T <: BitInteger}
            Base.@_inline_meta
            r, overflowed = ($g)(x, y)
            overflowed && throw_overflowerr_binaryop($(QuoteNode(op)), x, y)
            return r
        end
        ($f)(x::Bool, y::Bool) = ($op)(x, y)
    end
end
checked_add(x) = x
checked_mul(x) = x
checked_add(x1, x2, x3, xs...) = Base.afoldl(checked_add, checked_add(checked_add(x1, x2), x3), xs...)
checked_mul(x1, x2, x3, xs...) = Base.afoldl(checked_mul, checked_mul(checked_mul(x1, x2), x3), xs...)

# Division overflows only where the hardware traps, and then it throws DivideError by itself.
checked_div(x::Integer, y::Integer) = div(x, y)
checked_rem(x::Integer, y::Integer) = rem(x, y)
checked_fld(x::Integer, y::Integer) = fld(x, y)
checked_mod(x::Integer, y::Integer) = mod(x, y)
checked_cld(x::Integer, y::Integer) = cld(x, y)
checked_pow(x::Integer, y::Integer) = checked_pow_by_squaring(x, y)
function checked_pow_by_squaring(x::T, p::Integer) where {T <: Integer}
    p < 0 && Base.throw_domerr_powbysq(x, p)
    r = one(T)
    b = x
    while true
        if isodd(p)
            r = checked_mul(r, b)
        end
        p >>= 1
        p == 0 && return r
        b = checked_mul(b, b)
    end
end
checked_length(r) = length(r)

end
