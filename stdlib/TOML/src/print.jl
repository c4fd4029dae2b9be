# Writing.

const BareKey = r"^[A-Za-z0-9_-]+$"
const Plain = Union{AbstractString, Integer, AbstractFloat, Dates.DateTime, Dates.Date, Dates.Time}

_key(io::IO, key::AbstractString) = occursin(BareKey, key) ? Base.print(io, key) : _string(io, key)

const Escapes = Dict('\b' => "\\b", '\t' => "\\t", '\n' => "\\n", '\f' => "\\f", '\r' => "\\r", '"' => "\\\"", '\\' => "\\\\")

function _string(io::IO, s::AbstractString)
    Base.print(io, '"')
    for c in s
        if haskey(Escapes, c)
            Base.print(io, Escapes[c])
        elseif iscntrl(c)
            Base.print(io, "\\u", string(UInt32(c); base = 16, pad = 4))
        else
            Base.print(io, c)
        end
    end
    Base.print(io, '"')
    return nothing
end

# `convert`: the user's function for values that TOML has no form for
_print_value(convert, io::IO, x::AbstractString, sort) = _string(io, x)
_print_value(convert, io::IO, x::Bool, sort) = Base.print(io, x)
_print_value(convert, io::IO, x::Integer, sort) = Base.print(io, Int64(x))
function _print_value(convert, io::IO, x::AbstractFloat, sort)
    isnan(x) ? Base.print(io, "nan") : isinf(x) ? Base.print(io, x > 0 ? "+inf" : "-inf") : Base.print(io, Float64(x))
    return nothing
end
_print_value(convert, io::IO, x::Dates.DateTime, sort) = Base.print(io, Dates.format(x, dateformat"YYYY-mm-dd\THH:MM:SS.sss\Z"))
_print_value(convert, io::IO, x::Dates.Time, sort) = Base.print(io, Dates.format(x, dateformat"HH:MM:SS.sss"))
_print_value(convert, io::IO, x::Dates.Date, sort) = Base.print(io, Dates.format(x, dateformat"YYYY-mm-dd"))
function _print_value(convert, io::IO, x::Union{AbstractVector, Tuple}, sort)
    Base.print(io, '[')
    for (i, v) in enumerate(x)
        i > 1 && Base.print(io, ", ")
        _print_value(convert, io, v, sort)
    end
    Base.print(io, ']')
    return nothing
end
function _print_value(convert, io::IO, x::AbstractDict, sort)
    Base.print(io, '{')
    for (i, k) in enumerate(sort(keys(x)))
        i > 1 && Base.print(io, ", ")
        _key(io, String(k))
        Base.print(io, " = ")
        _print_value(convert, io, x[k], sort)
    end
    Base.print(io, '}')
    return nothing
end
function _print_value(convert, io::IO, @nospecialize(x), sort)
    convert === nothing && error("type `$(typeof(x))` is not a valid TOML type, pass a conversion function to `TOML.print`")
    y = convert(x)
    y isa Union{Plain, AbstractDict, AbstractVector} ||
        error("TOML syntax function for type `$(typeof(x))` did not return a valid TOML type but a `$(typeof(y))`")
    return _print_value(convert, io, y, sort)
end

_is_table(@nospecialize(x)) = x isa AbstractDict
_is_table_array(@nospecialize(x)) = x isa AbstractArray && !isempty(x) && all(_is_table, x)

function _print_table(convert, io::IO, table::AbstractDict, path::Vector{String}, depth::Int, isfirst::Bool, sort, inline)
    names = sort(keys(table))
    stays_inline(v) = v in inline || !(_is_table(v) || _is_table_array(v))
    indent = "    "^max(0, depth - 1)
    for k in names
        v = table[k]
        stays_inline(v) || continue
        Base.print(io, indent)
        _key(io, String(k))
        Base.print(io, " = ")
        _print_value(convert, io, v, sort)
        println(io)
        isfirst = false
    end
    inner = "    "^depth
    for k in names
        v = table[k]
        stays_inline(v) && continue
        push!(path, String(k))
        header(open, close) = (Base.print(io, inner, open); join(io, (sprint(_key, p) for p in path), "."); println(io, close))
        if v isa AbstractDict
            # a table of nothing but tables has no header of its own
            if isempty(v) || any(stays_inline, values(v))
                isfirst || println(io)
                header("[", "]")
                isfirst = true
                _print_table(convert, io, v, path, depth + 1, isempty(v) ? false : true, sort, inline)
                isfirst = false
            else
                _print_table(convert, io, v, path, depth, isfirst, sort, inline)
                isfirst = false
            end
        else
            for element in v
                isfirst || println(io)
                header("[[", "]]")
                _print_table(convert, io, element, path, depth + 1, true, sort, inline)
                isfirst = false
            end
        end
        pop!(path)
    end
    return nothing
end

"""
    print([to_toml::Function], io::IO [=stdout], data::AbstractDict; sorted=false, by=identity, inline_tables)

Writes `data` in the TOML format. `to_toml` makes values that TOML knows of those it does not; with `sorted` keys come in
the order of `by(key)`; tables in `inline_tables` are written on one line.
"""
function print(convert::Union{Function, Nothing}, io::IO, data::AbstractDict;
               sorted::Bool = false, by = identity, inline_tables = Base.IdSet{Dict{String}}())
    order = sorted ? (ks -> sort!(collect(ks); by)) : collect
    return _print_table(convert, io, data, String[], 0, true, order, inline_tables)
end
print(convert::Union{Function, Nothing}, data::AbstractDict; kwargs...) = print(convert, stdout, data; kwargs...)
print(io::IO, data::AbstractDict; kwargs...) = print(nothing, io, data; kwargs...)
print(data::AbstractDict; kwargs...) = print(nothing, stdout, data; kwargs...)
