# Booleans: the smallest integers. Arithmetic on two of them gives Int; logic stays Bool.

typemin(::Type{Bool}) = false
typemax(::Type{Bool}) = true

(~)(x::Bool) = !x
(&)(x::Bool, y::Bool) = and_int(x, y)
(|)(x::Bool, y::Bool) = or_int(x, y)
xor(x::Bool, y::Bool) = (x != y)
nand(x...) = ~(&)(x...)
nor(x...) = ~(|)(x...)
const ⊻ = xor
const ⊼ = nand
const ⊽ = nor

!=(x::Bool, y::Bool) = not_int(eq_int(x, y))
==(x::Bool, y::Bool) = eq_int(x, y)
<(x::Bool, y::Bool) = y & !x
<=(x::Bool, y::Bool) = y | !x

>>(x::Bool, c::UInt) = Int(x) >> c
<<(x::Bool, c::UInt) = Int(x) << c
>>>(x::Bool, c::UInt) = Int(x) >>> c
>>(x::Bool, c::Int) = Int(x) >> c
<<(x::Bool, c::Int) = Int(x) << c
>>>(x::Bool, c::Int) = Int(x) >>> c
>>(x::Bool, c::Integer) = Int(x) >> c
<<(x::Bool, c::Integer) = Int(x) << c
>>>(x::Bool, c::Integer) = Int(x) >>> c

signbit(x::Bool) = false
sign(x::Bool) = x
abs(x::Bool) = x
abs2(x::Bool) = x
iszero(x::Bool) = !x
isone(x::Bool) = x
inv(x::Bool) = float(x) |> inv

+(x::Bool) = Int(x)
-(x::Bool) = -Int(x)
+(x::Bool, y::Bool) = Int(x) + Int(y)
+(y::AbstractFloat, x::Bool) = x + y
-(x::Bool, y::Bool) = Int(x) - Int(y)
*(x::Bool, y::Bool) = x & y
^(x::Bool, y::Bool) = x | !y
^(x::Integer, y::Bool) = ifelse(y, x, one(x))

# `true` is one, `false` a zero that wins over NaN and Inf.
+(x::Bool, y::T) where {T <: AbstractFloat} = ifelse(x, oneunit(y) + y, y)
+(y::AbstractFloat, x::Bool) = x + y
*(x::Bool, y::T) where {T <: AbstractFloat} = ifelse(x, y, copysign(zero(y), y))
*(y::AbstractFloat, x::Bool) = x * y

div(x::Bool, y::Bool) = y ? x : throw(DivideError())
rem(x::Bool, y::Bool) = y ? false : throw(DivideError())
mod(x::Bool, y::Bool) = rem(x, y)
fld(x::Bool, y::Bool) = div(x, y)
cld(x::Bool, y::Bool) = div(x, y)

Bool(x::Real) = x == 0 ? false : x == 1 ? true : throw(InexactError(:Bool, Bool, x))
promote_rule(::Type{Bool}, ::Type{T}) where {T <: Number} = T
widen(::Type{Bool}) = Int8
