# The number types built from others. Their chapters come later; ranges and arrays already mention them.

struct Rational{T <: Integer} <: Real
    num::T
    den::T
    # taken as they are: already in lowest terms, the denominator not negative
    global unsafe_rational(::Type{T}, num, den) where {T} = new{T}(num, den)
end

struct Complex{T <: Real} <: Number
    re::T
    im::T
end
const ComplexF64 = Complex{Float64}
const ComplexF32 = Complex{Float32}
const ComplexF16 = Complex{Float16}

abstract type AbstractIrrational <: Real end
struct Irrational{sym} <: AbstractIrrational end
