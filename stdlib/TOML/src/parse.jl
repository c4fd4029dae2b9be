# Reading. The host's parser gives nested vectors whose first element says what they are.

"""
    ParserError

What is wrong with a TOML text, and where: `line` and `column`, counted from 1.
"""
struct ParserError <: Exception
    message::String
    line::Int
    column::Int
    str::String
    filepath::Union{String, Nothing}
end

function Base.showerror(io::IO, err::ParserError)
    println(io, "TOML Parser error:")
    println(io, something(err.filepath, "none"), ":", err.line, ":", err.column, " error: ", err.message)
    lines = split(err.str, '\n')
    if err.line <= length(lines)
        println(io, "  ", chomp(lines[err.line]))
        Base.print(io, "  ", " "^(err.column - 1), "^")
    end
    return nothing
end

"""
    Parser()

Can be given to the parsing functions to be used for several texts.
"""
struct Parser end

function _value(@nospecialize(x))
    x isa Core.SimpleVector || return x
    kind = x[1]::Symbol
    if kind === :table
        out = Dict{String, Any}()
        for i in 2:2:length(x)
            out[x[i]::String] = _value(x[i + 1])
        end
        return out
    elseif kind === :array
        values = Any[_value(x[i]) for i in 2:length(x)]
        # arrays of one type have that element type
        isempty(values) && return Union{}[]
        T = typeof(values[1])
        return all(v -> typeof(v) === T, values) ? T[v for v in values] : values
    end
    text = x[2]::String
    kind === :date && return Date(text)
    # more than milliseconds are not kept
    text = replace(text, r"(\.\d{3})\d+" => s"\1")
    return kind === :time ? Time(text) : DateTime(replace(text, ' ' => 'T', r"Z$" => ""))
end

function _parse(text::String, filepath)
    x = ccall(:jl_toml_parse, Any, (Any,), text)::Core.SimpleVector
    x[1] === :error || return _value(x)::Dict{String, Any}
    return ParserError(x[4]::String, x[2]::Int, x[3]::Int, text, filepath)
end
_or_throw(x::ParserError) = throw(x)
_or_throw(x) = x

"""
    parse(x::Union{AbstractString, IO})
    parse(p::Parser, x::Union{AbstractString, IO})

The table that a TOML text or stream holds. Throws a [`ParserError`](@ref).
"""
parse(x::Union{AbstractString, IO}) = _or_throw(tryparse(x))
parse(::Parser, x::Union{AbstractString, IO}) = parse(x)

"""
    tryparse(x::Union{AbstractString, IO})
    tryparse(p::Parser, x::Union{AbstractString, IO})

As [`parse`](@ref), but gives the [`ParserError`](@ref) as its result.
"""
tryparse(str::AbstractString) = _parse(String(str), nothing)
tryparse(io::IO) = _parse(read(io, String), nothing)
tryparse(::Parser, x::Union{AbstractString, IO}) = tryparse(x)

"""
    parsefile(f::AbstractString)
    parsefile(p::Parser, f::AbstractString)

The table that a TOML file holds. Throws a [`ParserError`](@ref).
"""
parsefile(f::AbstractString) = _or_throw(tryparsefile(f))
parsefile(::Parser, f::AbstractString) = parsefile(f)

"""
    tryparsefile(f::AbstractString)
    tryparsefile(p::Parser, f::AbstractString)

As [`parsefile`](@ref), but gives the [`ParserError`](@ref) as its result.
"""
tryparsefile(f::AbstractString) = _parse(read(f, String), abspath(f))
tryparsefile(::Parser, f::AbstractString) = tryparsefile(f)
