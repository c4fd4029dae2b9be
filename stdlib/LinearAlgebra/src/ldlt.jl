# LDLᵀ factorization of symmetric tridiagonal matrices.

"`A = L * D * L'`: `S.L`, `S.D`, `S.d`, `S.Lt`; made by `ldlt`."
struct LDLt{T,S<:AbstractMatrix{T}} <: Factorization{T}
    data::S
    function LDLt{T,S}(data) where {T,S<:AbstractMatrix{T}}
        require_one_based_indexing(data)
        return new{T,S}(data)
    end
end
LDLt(data::AbstractMatrix{T}) where {T} = LDLt{T,typeof(data)}(data)

size(S::LDLt) = size(getfield(S, :data))
function getproperty(F::LDLt{<:Any,<:SymTridiagonal}, s::Symbol)
    A = getfield(F, :data)
    s === :d && return A.dv
    s === :D && return Diagonal(A.dv)
    s === :L && return UnitLowerTriangular(Matrix(Bidiagonal(map(one, A.dv), _evview(A), :L)))
    s === :Lt && return UnitUpperTriangular(Matrix(Bidiagonal(map(one, A.dv), _evview(A), :U)))
    return getfield(F, s)
end
propertynames(F::LDLt, private::Bool=false) = (:d, :D, :L, :Lt, (private ? fieldnames(typeof(F)) : ())...)
issuccess(F::LDLt) = all(isfinite, F.d) && !any(iszero, F.d)

"`ldlt!(S)`: as `ldlt`, in the room of `S`."
function ldlt!(S::SymTridiagonal{T}) where {T}
    n = size(S, 1)
    d, e = S.dv, S.ev
    for i in 1:n-1
        iszero(d[i]) && throw(ZeroPivotException(i))
        q = e[i] / d[i]
        d[i+1] -= q * e[i]
        e[i] = q
    end
    return LDLt{T,typeof(S)}(S)
end
"`ldlt(S)`: the LDLᵀ factorization of a symmetric tridiagonal matrix."
function ldlt(S::SymTridiagonal{T}; shift::Number=false) where {T}
    R = typeof(zero(T) / one(T))
    A = SymTridiagonal(Vector{R}(S.dv), Vector{R}(_evview(S)))
    iszero(shift) || (A.dv .+= shift)
    return ldlt!(A)
end
ldlt(A::HermOrSym{<:Any,<:SymTridiagonal}) = ldlt(A.data)

function ldiv!(F::LDLt{<:Any,<:SymTridiagonal}, B::AbstractVecOrMat)
    _check_rows(F, B)
    A = getfield(F, :data)
    n = size(A, 1)
    d, e = A.dv, A.ev
    for c in axes(B, 2)
        for i in 2:n
            B[i, c] -= e[i-1] * B[i-1, c]
        end
        for i in 1:n
            iszero(d[i]) && throw(SingularException(i))
            B[i, c] = d[i] \ B[i, c]
        end
        for i in n-1:-1:1
            B[i, c] -= e[i] * B[i+1, c]
        end
    end
    return B
end
det(F::LDLt) = prod(F.d)
logabsdet(F::LDLt) = logabsdet(Diagonal(F.d))
function logdet(F::LDLt)
    l, s = logabsdet(F)
    return l + log(s)
end
Matrix(F::LDLt) = Matrix(F.L * F.D * F.Lt)
Array(F::LDLt) = Matrix(F)
