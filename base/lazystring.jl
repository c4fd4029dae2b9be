# A string whose parts are put together only when somebody reads it.
mutable struct LazyString <: AbstractString
    const parts::Tuple
    str::Union{String, Nothing}
    LazyString(args...) = new(args, nothing)
end
macro lazy_str(text)
    parts = Any[]
    ex = Meta.parse(string('"', escape_string(text, ('"',); keep = ('\\', '$')), '"'))
    ex isa Expr && ex.head === :string ? append!(parts, ex.args) : push!(parts, ex)
    return :(LazyString($(map(esc, parts)...)))
end
function String(l::LazyString)
    s = l.str
    s === nothing || return s
    made = string(l.parts...)
    l.str = made
    return made
end
convert(::Type{String}, l::LazyString) = String(l)
hash(s::LazyString, h::UInt) = hash(String(s), h)
lastindex(s::LazyString) = lastindex(String(s))
iterate(s::LazyString) = iterate(String(s))
iterate(s::LazyString, i::Integer) = iterate(String(s), i)
isequal(a::LazyString, b::LazyString) = isequal(String(a), String(b))
==(a::LazyString, b::LazyString) = String(a) == String(b)
ncodeunits(s::LazyString) = ncodeunits(String(s))
codeunit(s::LazyString) = codeunit(String(s))
codeunit(s::LazyString, i::Integer) = codeunit(String(s), i)
isvalid(s::LazyString, i::Integer) = isvalid(String(s), i)
isvalid(s::LazyString, i::Int) = isvalid(String(s), i)
print(io::IO, s::LazyString) = print(io, String(s))
