# Minimal types, to test that code needs no more than the interfaces.

struct GenericString <: AbstractString
    string::AbstractString
end
Base.ncodeunits(s::GenericString) = ncodeunits(s.string)::Int
Base.codeunit(s::GenericString) = codeunit(s.string)::Type{<:Union{UInt8, UInt16, UInt32}}
Base.codeunit(s::GenericString, i::Integer) = codeunit(s.string, i)::Union{UInt8, UInt16, UInt32}
Base.isvalid(s::GenericString, i::Integer) = isvalid(s.string, i)::Bool
Base.isvalid(s::GenericString, i::Int) = isvalid(s.string, i)::Bool
Base.iterate(s::GenericString, i::Integer = 1) = iterate(s.string, i)::Union{Nothing, Tuple{AbstractChar, Int}}
Base.reverse(s::GenericString) = GenericString(reverse(s.string))
Base.reverse(s::SubString{GenericString}) = GenericString(typeof(s.string)(reverse(String(s))))

struct GenericSet{T} <: AbstractSet{T}
    s::AbstractSet{T}
end
struct GenericDict{K, V} <: AbstractDict{K, V}
    s::AbstractDict{K, V}
end
Base.iterate(s::Union{GenericSet, GenericDict}, st...) = iterate(s.s, st...)
Base.length(s::Union{GenericSet, GenericDict}) = length(s.s)
Base.in(x, s::GenericSet) = in(x, s.s)
Base.get(s::GenericDict, x, y) = get(s.s, x, y)
Base.get(f::Function, s::GenericDict, x) = get(f, s.s, x)
Base.haskey(s::GenericDict, k) = haskey(s.s, k)

struct GenericArray{T, N} <: AbstractArray{T, N}
    a::Array{T, N}
end
GenericArray{T}(args...) where {T} = GenericArray(Array{T}(args...))
GenericArray{T, N}(args...) where {T, N} = GenericArray(Array{T, N}(args...))
Base.keys(a::GenericArray) = keys(a.a)
Base.axes(a::GenericArray) = axes(a.a)
Base.length(a::GenericArray) = length(a.a)
Base.size(a::GenericArray) = size(a.a)
Base.IndexStyle(::Type{<:GenericArray}) = IndexLinear()
Base.getindex(a::GenericArray, i::Int) = a.a[i]
Base.setindex!(a::GenericArray, x, i::Int) = (a.a[i] = x; a)
Base.similar(a::GenericArray, ::Type{T}, dims::Dims) where {T} = GenericArray(similar(a.a, T, dims))

struct GenericOrder{T}
    val::T
end
Base.isless(x::GenericOrder, y::GenericOrder) = isless(x.val, y.val)
