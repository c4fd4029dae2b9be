# Colored output, and `dump`, which shows everything an object is made of.

const text_colors = Dict{Union{Symbol, Int}, String}(
    :black => "\e[30m", :red => "\e[31m", :green => "\e[32m", :yellow => "\e[33m", :blue => "\e[34m",
    :magenta => "\e[35m", :cyan => "\e[36m", :white => "\e[37m",
    :light_black => "\e[90m", :light_red => "\e[91m", :light_green => "\e[92m", :light_yellow => "\e[93m",
    :light_blue => "\e[94m", :light_magenta => "\e[95m", :light_cyan => "\e[96m", :light_white => "\e[97m",
    :gray => "\e[90m", :grey => "\e[90m",
    :normal => "\e[0m", :default => "\e[39m", :bold => "\e[1m", :italic => "\e[3m", :underline => "\e[4m",
    :blink => "\e[5m", :reverse => "\e[7m", :hidden => "\e[8m", :nothing => "")
const disable_text_style = Dict{Symbol, String}(
    :bold => "\e[22m", :italic => "\e[23m", :underline => "\e[24m", :blink => "\e[25m", :reverse => "\e[27m",
    :hidden => "\e[28m", :normal => "", :default => "", :nothing => "")
const default_color_error = :light_red
const default_color_warn = :yellow
const default_color_info = :cyan
const default_color_debug = :blue
error_color() = default_color_error
warn_color() = default_color_warn
info_color() = default_color_info
debug_color() = default_color_debug
stackframe_lineinfo_color() = :bold
stackframe_function_color() = :bold

_color_code(color::Int) = 0 <= color <= 255 ? string("\e[38;5;", color, "m") : text_colors[:default]
_color_code(color::Symbol) = get(text_colors, color, text_colors[:default])

# What f writes, in a color and style if the stream shows colors; lines are styled one by one.
function with_output_color(@nospecialize(f::Function), color::Union{Int, Symbol}, io::IO, args...;
                           bold::Bool = false, italic::Bool = false, underline::Bool = false, blink::Bool = false,
                           reverse::Bool = false, hidden::Bool = false)
    text = sprint(f, args...; context = io)
    if !(get(io, :color, false)::Bool)
        print(io, text)
        return nothing
    end
    on = color === :nothing ? "" : color isa Symbol && haskey(disable_text_style, color) ? text_colors[color] : _color_code(color)
    off = color === :nothing ? "" : color isa Symbol && haskey(disable_text_style, color) ? disable_text_style[color] : text_colors[:default]
    for (flag, style) in ((bold, :bold), (italic, :italic), (underline, :underline), (blink, :blink), (reverse, :reverse),
                          (hidden, :hidden))
        if flag
            on = string(text_colors[style], on)
            off = string(off, disable_text_style[style])
        end
    end
    isfirst = true
    for line in eachsplit(text, '\n')
        isfirst || print(io, '\n')
        isfirst = false
        isempty(line) || print(io, on, line, off)
    end
    return nothing
end
printstyled(io::IO, msg...; bold::Bool = false, italic::Bool = false, underline::Bool = false, blink::Bool = false,
            reverse::Bool = false, hidden::Bool = false, color::Union{Int, Symbol} = :normal) =
    with_output_color(print, color, io, msg...; bold, italic, underline, blink, reverse, hidden)
printstyled(msg...; bold::Bool = false, italic::Bool = false, underline::Bool = false, blink::Bool = false,
            reverse::Bool = false, hidden::Bool = false, color::Union{Int, Symbol} = :normal) =
    printstyled(stdout, msg...; bold, italic, underline, blink, reverse, hidden, color)

# ---- dump ---------------------------------------------------------------------------------------------------------------

const DUMP_DEFAULT_MAXDEPTH = 8

function dump(io::IO, @nospecialize(x); maxdepth::Int = DUMP_DEFAULT_MAXDEPTH)
    dump(IOContext(io, :limit => true, :module => get(io, :module, Main)), x, maxdepth, "")
    println(io)
end
dump(@nospecialize(arg); maxdepth::Int = DUMP_DEFAULT_MAXDEPTH) = dump(stdout::IO, arg; maxdepth)

function dump(io::IOContext, x::Core.SimpleVector, n::Int, indent)
    isempty(x) && return print(io, "empty SimpleVector")
    print(io, "SimpleVector")
    n > 0 || return nothing
    for i in 1:length(x)
        println(io)
        print(io, indent, "  ", i, ": ")
        isassigned(x, i) ? dump(io, x[i], n - 1, string(indent, "  ")) : print(io, undef_ref_str)
    end
    return nothing
end
function dump(io::IOContext, @nospecialize(x), n::Int, indent)
    if _is_being_shown(io, x)
        return print(io, "#= circular reference @-", _depth_of_shown(io, x), " =#")
    end
    T = typeof(x)
    x isa Function ? print(io, x, " (function of type ", T, ")") : print(io, T)
    fields = fieldcount(T)
    if fields > 0
        if n > 0
            inner = IOContext(io, :SHOWN_SET => x)
            for i in 1:fields
                println(io)
                name = fieldname(T, i)
                print(io, indent, "  ", name, ": ")
                isdefined(x, i) ? dump(inner, getfield(x, i), n - 1, string(indent, "  ")) : print(io, undef_ref_str)
            end
        end
    elseif !(x isa Function)
        print(io, " ")
        show(io, x)
    end
    return nothing
end
dump(io::IOContext, x::Module, n::Int, indent) = print(io, "Module ", x)
dump(io::IOContext, x::String, n::Int, indent) = (print(io, "String "); show(io, x))
dump(io::IOContext, x::Symbol, n::Int, indent) = print(io, typeof(x), " ", x)
dump(io::IOContext, x::Union, n::Int, indent) = print(io, x)
dump(io::IOContext, x::Ptr, n::Int, indent) = print(io, x)
function dump(io::IOContext, x::Array, n::Int, indent)
    print(io, "Array{", eltype(x), "}(", size(x), ")")
    if eltype(x) <: Number
        print(io, " ")
        show(io, x)
    elseif n > 0 && !isempty(x) && !_is_being_shown(io, x)
        println(io)
        inner = IOContext(io, :SHOWN_SET => x)
        isshort = length(x) <= 20 || !get(io, :limit, false)::Bool
        _dump_elements(inner, x, n, indent, 1, isshort ? length(x) : 10)
        if !isshort
            println(io)
            println(io, indent, "  ...")
            _dump_elements(inner, x, n, indent, length(x) - 9, length(x))
        end
    end
    return nothing
end
function _dump_elements(io::IOContext, x::Array, n::Int, indent, from::Int, to::Int)
    for i in from:to
        print(io, indent, "  ", i, ": ")
        isassigned(x, i) ? dump(io, x[i], n - 1, string(indent, "  ")) : print(io, undef_ref_str)
        i < to && println(io)
    end
end
function dump(io::IOContext, x::DataType, n::Int, indent)
    hasfields = isstructtype(x) && !(x <: Tuple)
    print(io, isabstracttype(x) ? "abstract type " : isprimitivetype(x) ? "primitive type " : !hasfields ? "" :
              ismutabletype(x) ? "mutable struct " : "struct ", x)
    x === Any || print(io, " <: ", supertype(x))
    (n > 0 && hasfields && !isabstracttype(x)) || return nothing
    # a named tuple whose names are not known
    x.name === NamedTuple.body.body.name && !(x.parameters[1] isa Tuple) && return nothing
    inner = _with_vars(io, TypeVar[p for p in x.parameters if p isa TypeVar])
    for i in 1:fieldcount(x)
        println(io)
        print(io, indent, "  ", ismutabletype(x) && isconst(x, i) ? "const " : "", fieldname(x, i), "::")
        print(inner, fieldtype(x, i))
    end
    return nothing
end
