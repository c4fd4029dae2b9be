# What the parser reports: texts, remarks on them and the error made of both. The parser itself is not Julia code.
module JuliaSyntax

import Base: incomplete_tag, showerror

struct SourceFile
    code::SubString{String}
    byte_offset::Int
    filename::Union{Nothing, String}
    first_line::Int
    line_starts::Vector{Int}
end
function SourceFile(code::AbstractString; filename = nothing, first_line = 1)
    text = String(code)
    starts = Int[1]
    for (i, byte) in pairs(codeunits(text))
        byte == 0x0a && i < ncodeunits(text) && push!(starts, i + 1)
    end
    return SourceFile(SubString(text), 0, filename, first_line, starts)
end

struct Diagnostic
    first_byte::Int
    last_byte::Int
    level::Symbol
    message::String
end

struct ParseError <: Exception
    source::SourceFile
    diagnostics::Vector{Diagnostic}
    incomplete_tag::Symbol
end

incomplete_tag(err::ParseError) = err.incomplete_tag

function showerror(io::IO, err::ParseError)
    remarks = Core.svec((Core.svec(d.first_byte, d.last_byte, d.level, d.message) for d in err.diagnostics)...)
    source = err.source
    text = ccall(:jl_format_parse_error, Any, (Any, Any, Int, Any), String(source.code), source.filename, source.first_line,
                 remarks)::String
    print(io, text)
end

end
