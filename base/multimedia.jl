# Display: what an object looks like in a kind of output (MIME types), and where it is shown.

module Multimedia

import ..Base: show, print, convert, repr
using ..Base

export AbstractDisplay, display, pushdisplay, popdisplay, displayable, redisplay, MIME, @MIME_str, istextmime,
    showable, TextDisplay

struct MIME{mime} end
macro MIME_str(s)
    return :(MIME{$(Expr(:quote, Symbol(s)))})
end
MIME(s) = MIME{Symbol(s)}()
show(io::IO, ::MIME{mime}) where {mime} = print(io, "MIME type ", String(mime))
print(io::IO, ::MIME{mime}) where {mime} = print(io, mime)

showable(::MIME{mime}, @nospecialize(x)) where {mime} = hasmethod(show, Tuple{IO, MIME{mime}, typeof(x)})
showable(m::AbstractString, @nospecialize(x)) = showable(MIME(m), x)
show(io::IO, m::AbstractString, x) = show(io, MIME(m), x)

# Text kinds give strings, others bytes.
const _text_kinds = ("application/atom+xml", "application/ecmascript", "application/javascript", "application/julia",
    "application/json", "application/postscript", "application/rdf+xml", "application/rss+xml", "application/x-latex",
    "application/xhtml+xml", "application/xml", "application/xml-dtd", "image/svg+xml", "model/vrml", "model/x3d+vrml",
    "model/x3d+xml")
istextmime(m::MIME) = (s = string(m); startswith(s, "text/") || s in _text_kinds)
istextmime(m::AbstractString) = istextmime(MIME(m))

mimewritable(m, x) = showable(m, x)
repr(m::MIME, x; context = nothing) = istextmime(m) ? _text_repr(m, x, context) : _binary_repr(m, x, context)
repr(m::AbstractString, x; context = nothing) = repr(MIME(m), x; context)
_text_repr(m::MIME, x, context) = sprint(show, m, x; context)
# text is its own text
_text_repr(m::MIME, x::AbstractString, context) = String(x)
_text_repr(m::MIME, x::Vector{UInt8}, context) = sprint(write, x; context)
_text_repr(m::MIME"text/plain", x::AbstractString, context) = sprint(show, m, x; context)
_text_repr(m::MIME"text/plain", x::Vector{UInt8}, context) = sprint(show, m, x; context)
_binary_repr(m::MIME, x::Vector{UInt8}, context) = x
function _binary_repr(m::MIME, x, context)
    io = IOBuffer()
    context === nothing ? show(io, m, x) : show(IOContext(io, context), m, x)
    return take!(io)
end

# ---- displays -------------------------------------------------------------------------------------------------------

abstract type AbstractDisplay end

display(d::AbstractDisplay, mime::AbstractString, @nospecialize x) = display(d, MIME(mime), x)
display(mime::AbstractString, @nospecialize x) = display(MIME(mime), x)
displayable(d::AbstractDisplay, ::MIME) = false
displayable(d::AbstractDisplay, mime::AbstractString) = displayable(d, MIME(mime))
displayable(mime::MIME) = any(d -> displayable(d, mime), displays)
displayable(mime::AbstractString) = displayable(MIME(mime))

struct TextDisplay <: AbstractDisplay
    io::IO
end
display(d::TextDisplay, M::MIME"text/plain", @nospecialize x) = (show(d.io, M, x); println(d.io))
display(d::TextDisplay, @nospecialize x) = display(d, MIME"text/plain"(), x)
function display(d::TextDisplay, M::MIME, @nospecialize x)
    istextmime(M) || throw(MethodError(display, (d, M, x)))
    show(d.io, M, x)
    println(d.io)
end
displayable(d::TextDisplay, M::MIME) = istextmime(M)

# Asked from the end on.
const displays = AbstractDisplay[]
pushdisplay(d::AbstractDisplay) = push!(displays, d)
popdisplay() = length(displays) > 1 ? pop!(displays) : throw(KeyError("no more displays"))
function popdisplay(d::AbstractDisplay)
    for i in length(displays):-1:2
        displays[i] == d && return splice!(displays, i)
    end
    throw(KeyError(d))
end
reinit_displays() = push!(empty!(displays), TextDisplay(Base.stdout))

# Asks the displays in turn; one that has no method for the object passes it on.
function _ask_displays(f, args...)
    for i in length(displays):-1:1
        d = displays[i]
        try
            return f(d, args...)
        catch e
            (e isa MethodError && (e.f === f || e.f === show)) || rethrow()
        end
    end
    throw(MethodError(f, args))
end
display(@nospecialize x) = (_ask_displays(display, x); nothing)
display(m::MIME, @nospecialize x) = (_ask_displays(display, m, x); nothing)
redisplay(@nospecialize x) = (_ask_displays(redisplay, x); nothing)
redisplay(m::Union{MIME, AbstractString}, @nospecialize x) = (_ask_displays(redisplay, m, x); nothing)
redisplay(d::AbstractDisplay, x) = display(d, x)
redisplay(d::AbstractDisplay, m::Union{MIME, AbstractString}, x) = display(d, m, x)

end
using .Multimedia
import .Multimedia: @MIME_str, MIME, display, showable, istextmime

# Content that is already in HTML, or plain text, however it is displayed.
mutable struct HTML{T}
    content::T
end
HTML(xs...) = HTML{Any}((xs...,))
HTML(x::T) where {T} = HTML{T}(x)
show(io::IO, ::MIME"text/html", h::HTML) = print(io, h.content)
show(io::IO, ::MIME"text/html", h::HTML{<:Function}) = h.content(io)
macro html_str(s)
    return :(HTML($s))
end
mutable struct Text{T}
    content::T
end
print(io::IO, t::Text) = print(io, t.content)
print(io::IO, t::Text{<:Function}) = t.content(io)
show(io::IO, t::Text) = print(io, t)
macro text_str(s)
    return :(Text($s))
end
