# Conversions and promotion among the integer types, for every pair of widths. Constructors check, `x % T` does not.

# A value with its top bit set has another meaning on the other side of signedness.
function check_top_bit(::Type{To}, x) where {To}
    @_inline_meta
    slt_int(x, xor_int(x, x)) && Core.throw_inexacterror(:convert, To, x)
    return x
end
# Narrowing: what is cut off must come back by extending.
function checked_trunc_sint(::Type{To}, x::From) where {To, From}
    @_inline_meta
    y = trunc_int(To, x)
    eq_int(x, sext_int(From, y)) || Core.throw_inexacterror(:trunc, To, x)
    return y
end
function checked_trunc_uint(::Type{To}, x::From) where {To, From}
    @_inline_meta
    y = trunc_int(To, x)
    eq_int(x, zext_int(From, y)) || Core.throw_inexacterror(:trunc, To, x)
    return y
end

for To in BitInteger_types, From in BitInteger_types
    To === From && continue
    st = Core.sizeof(To)
    sf = Core.sizeof(From)
    to_signed = To <: Signed
    from_signed = From <: Signed
    if st < sf
        @eval rem(x::$From, ::Type{$To}) = trunc_int($To, x)
        if to_signed
            if from_signed
                @eval (::Type{$To})(x::$From) = (@_inline_meta; checked_trunc_sint($To, x))
            else
                @eval (::Type{$To})(x::$From) = (@_inline_meta; checked_trunc_sint($To, check_top_bit($To, x)))
            end
        else
            @eval (::Type{$To})(x::$From) = (@_inline_meta; checked_trunc_uint($To, x))
        end
    elseif st === sf
        @eval rem(x::$From, ::Type{$To}) = bitcast($To, x)
        @eval (::Type{$To})(x::$From) = (@_inline_meta; bitcast($To, check_top_bit($To, x)))
    elseif from_signed
        @eval rem(x::$From, ::Type{$To}) = sext_int($To, x)
        if to_signed
            @eval (::Type{$To})(x::$From) = sext_int($To, x)
        else
            @eval (::Type{$To})(x::$From) = (@_inline_meta; sext_int($To, check_top_bit($To, x)))
        end
    else
        @eval rem(x::$From, ::Type{$To}) = zext_int($To, x)
        @eval (::Type{$To})(x::$From) = zext_int($To, x)
    end
end

for To in BitInteger_types
    @eval (::Type{$To})(x::Bool) = zext_int($To, x)
    @eval rem(x::Bool, ::Type{$To}) = zext_int($To, x)
end

# The zeros and ones are made from a Bool so that each is a constant of its width.
zero(::Type{T}) where {T <: BitInteger} = zext_int(T, false)
one(::Type{T}) where {T <: BitInteger} = zext_int(T, true)
zero(::Type{Bool}) = false
one(::Type{Bool}) = true

# ---- abstract targets -----------------------------------------------------------------------------------------------

Integer(x::Integer) = x
Signed(x::Union{Float16, Float32, Float64, Bool}) = Int(x)
Signed(x::Signed) = x
Signed(x::UInt8) = Int8(x)
Signed(x::UInt16) = Int16(x)
Signed(x::UInt32) = Int32(x)
Signed(x::UInt64) = Int64(x)
Signed(x::UInt128) = Int128(x)
Unsigned(x::Union{Float16, Float32, Float64, Bool}) = UInt(x)
Unsigned(x::Unsigned) = x
Unsigned(x::Int8) = UInt8(x)
Unsigned(x::Int16) = UInt16(x)
Unsigned(x::Int32) = UInt32(x)
Unsigned(x::Int64) = UInt64(x)
Unsigned(x::Int128) = UInt128(x)
Integer(x::Union{Float16, Float32, Float64}) = Int(x)
Real(x::Real) = x
Number(x::Number) = x
AbstractFloat(x::AbstractFloat) = x

# ---- promotion ------------------------------------------------------------------------------------------------------

# The wider wins; of equal width the unsigned.
_rank = 1
while _rank <= 5
    let S = BitSigned_types[_rank], U = BitUnsigned_types[_rank]
        @eval promote_rule(::Type{$U}, ::Type{$S}) = $U
        lower = 1
        while lower < _rank
            @eval promote_rule(::Type{$S}, ::Type{$(BitSigned_types[lower])}) = $S
            @eval promote_rule(::Type{$S}, ::Type{$(BitUnsigned_types[lower])}) = $S
            @eval promote_rule(::Type{$U}, ::Type{$(BitUnsigned_types[lower])}) = $U
            @eval promote_rule(::Type{$U}, ::Type{$(BitSigned_types[lower])}) = $U
            lower = lower + 1
        end
    end
    global _rank = _rank + 1
end
