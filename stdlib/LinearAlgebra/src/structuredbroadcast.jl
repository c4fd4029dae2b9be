# Broadcasting over matrices that hold only part of their elements: the shape stays if the function keeps zero.

using .Broadcast: Broadcasted, DefaultArrayStyle

struct StructuredMatrixStyle{T} <: Broadcast.AbstractArrayStyle{2} end
StructuredMatrixStyle{T}(::Val{2}) where {T} = StructuredMatrixStyle{T}()
StructuredMatrixStyle{T}(::Val{N}) where {T,N} = DefaultArrayStyle{N}()

Broadcast.BroadcastStyle(::Type{<:Diagonal}) = StructuredMatrixStyle{Diagonal}()
Broadcast.BroadcastStyle(::Type{<:Bidiagonal}) = StructuredMatrixStyle{Bidiagonal}()
Broadcast.BroadcastStyle(::Type{<:SymTridiagonal}) = StructuredMatrixStyle{SymTridiagonal}()
Broadcast.BroadcastStyle(::Type{<:Tridiagonal}) = StructuredMatrixStyle{Tridiagonal}()
Broadcast.BroadcastStyle(::Type{<:UpperTriangular}) = StructuredMatrixStyle{UpperTriangular}()
Broadcast.BroadcastStyle(::Type{<:LowerTriangular}) = StructuredMatrixStyle{LowerTriangular}()
Broadcast.BroadcastStyle(::Type{<:UnitUpperTriangular}) = StructuredMatrixStyle{UnitUpperTriangular}()
Broadcast.BroadcastStyle(::Type{<:UnitLowerTriangular}) = StructuredMatrixStyle{UnitLowerTriangular}()

# Two shapes: the smallest that has room for both, or none.
function Broadcast.BroadcastStyle(::StructuredMatrixStyle{A}, ::StructuredMatrixStyle{B}) where {A,B}
    S = joinshape(A, B)
    return S === nothing ? DefaultArrayStyle{2}() : StructuredMatrixStyle{S}()
end
joinshape(A, B) = nothing
joinshape(::Type{Diagonal}, ::Type{Diagonal}) = Diagonal
const ThreeDiagonals = Union{Bidiagonal,Tridiagonal,SymTridiagonal}
joinshape(::Type{<:Union{Diagonal,ThreeDiagonals}}, ::Type{<:ThreeDiagonals}) = Tridiagonal
joinshape(::Type{<:ThreeDiagonals}, ::Type{Diagonal}) = Tridiagonal
joinshape(::Type{<:UpperShape}, ::Type{<:Union{UpperShape,Diagonal}}) = UpperTriangular
joinshape(::Type{Diagonal}, ::Type{<:UpperShape}) = UpperTriangular
joinshape(::Type{<:LowerShape}, ::Type{<:Union{LowerShape,Diagonal}}) = LowerTriangular
joinshape(::Type{Diagonal}, ::Type{<:LowerShape}) = LowerTriangular
joinshape(::Type{UnitUpperTriangular}, ::Type{UnitUpperTriangular}) = UnitUpperTriangular
joinshape(::Type{UnitLowerTriangular}, ::Type{UnitLowerTriangular}) = UnitLowerTriangular
joinshape(::Type{SymTridiagonal}, ::Type{SymTridiagonal}) = SymTridiagonal

# Plain arrays win; numbers do not.
Broadcast.BroadcastStyle(::StructuredMatrixStyle{T}, ::DefaultArrayStyle{0}) where {T} = StructuredMatrixStyle{T}()
Broadcast.BroadcastStyle(::StructuredMatrixStyle, ::DefaultArrayStyle{1}) = DefaultArrayStyle{2}()
Broadcast.BroadcastStyle(::StructuredMatrixStyle, ::DefaultArrayStyle{2}) = DefaultArrayStyle{2}()
Broadcast.BroadcastStyle(::StructuredMatrixStyle, ::DefaultArrayStyle{N}) where {N} = DefaultArrayStyle{N}()

# ---- does the result keep the shape? ----------------------------------------------------------------------------------------

# Functions that keep zeros, ones and symmetry whatever the numbers are.
keepsshape(bc::Broadcasted) = keepsshape(bc.f, bc.args...)
keepsshape(x) = false
keepsshape(::Union{typeof(abs),typeof(big)}, ::StructuredMatrix) = true
keepsshape(::Union{typeof(round),typeof(trunc),typeof(floor),typeof(ceil)}, ::StructuredMatrix) = true
keepsshape(::Union{typeof(round),typeof(trunc),typeof(floor),typeof(ceil)}, ::Type, ::StructuredMatrix) = true
keepsshape(f, args...) = false

# What comes of zeros: `missing` if that is not known from the arguments alone.
zeroof(x::Number) = x
zeroof(::Type{T}) where {T} = T
zeroof(r::Ref) = r[]
zeroof(t::Tuple{Any}) = t[1]
zeroof(A::StructuredMatrix) = zero(eltype(A))
zeroof(x) = missing
function zeroof(bc::Broadcasted)
    args = map(zeroof, Tuple(bc.args))
    return any(ismissing, args) ? missing : bc.f(args...)
end
keepszero(bc) = (v = zeroof(bc); !ismissing(v) && _is_zero(v))
_is_zero(x::Number) = iszero(x)
_is_zero(x) = hasmethod(iszero, Tuple{typeof(x)}) && !(x isa Union{AbstractString,Symbol,AbstractChar}) ? iszero(x) : x == 0
# Symmetric shapes need a function of one symmetric argument and numbers.
keepssymmetry(bc::Broadcasted) = bc.f isa Union{typeof(+),typeof(-),typeof(*),typeof(/),typeof(\)} &&
    all(x -> x isa SymTridiagonal || x isa Number || (x isa Broadcasted && keepssymmetry(x)), bc.args)

function Base.similar(bc::Broadcasted{StructuredMatrixStyle{S}}, ::Type{T}) where {S,T}
    n = length(axes(bc)[1])
    if keepsshape(bc) || (!(S <: Union{SymTridiagonal,UnitUpperTriangular,UnitLowerTriangular}) && keepszero(bc)) ||
       (S === SymTridiagonal && keepszero(bc) && keepssymmetry(bc))
        return S === Bidiagonal ? bidiagonal(T, n, _find_uplo(bc)) : heldshape(S, T, n)
    elseif S === SymTridiagonal && keepszero(bc)
        return heldshape(Tridiagonal, T, n)
    elseif S === UnitUpperTriangular && keepszero(bc)
        return heldshape(UpperTriangular, T, n)
    elseif S === UnitLowerTriangular && keepszero(bc)
        return heldshape(LowerTriangular, T, n)
    end
    return T === Bool ? similar(BitArray, axes(bc)) : similar(Array{T}, axes(bc))
end
_find_uplo(bc::Broadcasted) = _find_uplo(bc.args...)
_find_uplo(A::Bidiagonal, rest...) = A.uplo
_find_uplo(bc::Broadcasted, rest...) = (u = _find_uplo(bc.args...); u === nothing ? _find_uplo(rest...) : u)
_find_uplo(x, rest...) = _find_uplo(rest...)
_find_uplo() = nothing

function copyto!(dest::HeldMatrix, bc::Broadcasted{<:StructuredMatrixStyle})
    axes(dest) == axes(bc) || throw(DimensionMismatch(string("array could not be broadcast to match destination")))
    if !keepszero(bc) && !keepsshape(bc)
        # Some element that must stay zero may become something else: then setting it tells.
        for j in axes(dest, 2), i in axes(dest, 1)
            dest[i, j] = bc[CartesianIndex(i, j)]
        end
        return dest
    end
    return fillheld!((i, j) -> bc[CartesianIndex(i, j)], dest)
end

# `map` is broadcasting of equal sizes.
function map(f, A::StructuredMatrix, Bs::StructuredMatrix...)
    all(B -> size(B) == size(A), Bs) || throw(DimensionMismatch("dimensions must match"))
    return f.(A, Bs...)
end
