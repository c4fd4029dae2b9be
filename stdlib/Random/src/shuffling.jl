# Orders, cycles and parts of collections.

# A number below n: bits under a mask that is wide enough, drawn until they fit.
_below(n::Int, mask::Int) = LessThan(n - 1, Masked(mask, UInt52Raw(Int)))

function shuffle!(r::AbstractRNG, a::AbstractArray)
    require_one_based_indexing(a)
    n = length(a)
    mask = 3
    for i in 2:n
        j = 1 + rand(r, _below(i, mask))
        @inbounds a[i], a[j] = a[j], a[i]
        i == 1 + mask && (mask = 2 * mask + 1)
    end
    return a
end
shuffle!(a::AbstractArray) = shuffle!(default_rng(), a)
shuffle(r::AbstractRNG, a::AbstractArray) = shuffle!(r, copymutable(a))
shuffle(r::AbstractRNG, a::Base.OneTo) = randperm(r, last(a))
shuffle(a::AbstractArray) = shuffle(default_rng(), a)

randperm(r::AbstractRNG, n::T) where {T <: Integer} = randperm!(r, Vector{T}(undef, n))
randperm(n::Integer) = randperm(default_rng(), n)
function randperm!(r::AbstractRNG, a::Array{<:Integer})
    n = length(a)
    n == 0 && return a
    a[1] = 1
    mask = 3
    for i in 2:n
        j = 1 + rand(r, _below(i, mask))
        i != j && (a[i] = a[j])
        a[j] = i
        i == 1 + mask && (mask = 2 * mask + 1)
    end
    return a
end
randperm!(a::Array{<:Integer}) = randperm!(default_rng(), a)

randcycle(r::AbstractRNG, n::T) where {T <: Integer} = randcycle!(r, Vector{T}(undef, n))
randcycle(n::Integer) = randcycle(default_rng(), n)
function randcycle!(r::AbstractRNG, a::Array{<:Integer})
    n = length(a)
    n == 0 && return a
    a[1] = 1
    mask = 3
    for i in 2:n
        j = 1 + rand(r, _below(i - 1, mask))
        a[i] = a[j]
        a[j] = i
        i == 1 + mask && (mask = 2 * mask + 1)
    end
    return a
end
randcycle!(a::Array{<:Integer}) = randcycle!(default_rng(), a)

# Each element is taken with probability p; where few are, the gaps between them are drawn.
function randsubseq!(r::AbstractRNG, S::AbstractArray, A::AbstractArray, p::Real)
    require_one_based_indexing(S, A)
    0 <= p <= 1 || throw(ArgumentError("probability $p not in [0,1]"))
    n = length(A)
    p == 1 && return copyto!(resize!(S, n), A)
    empty!(S)
    p == 0 && return S
    if p > 0.15
        for i in 1:n
            rand(r) <= p && push!(S, A[i])
        end
        return S
    end
    scale = -1 / log1p(-p)
    i = 0
    while true
        gap = randexp(r) * scale
        gap >= n - i && return S
        i += ceil(Int, gap)
        push!(S, A[i])
    end
end
randsubseq!(S::AbstractArray, A::AbstractArray, p::Real) = randsubseq!(default_rng(), S, A, p)
randsubseq(r::AbstractRNG, A::AbstractArray{T}, p::Real) where {T} = randsubseq!(r, T[], A, p)
randsubseq(A::AbstractArray, p::Real) = randsubseq(default_rng(), A, p)
