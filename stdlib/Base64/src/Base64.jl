# Base64: bytes as text of 64 characters, three bytes in four.
module Base64

using Base: has_offset_axes
export Base64EncodePipe, base64encode, Base64DecodePipe, base64decode, stringmime

const _alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
const _invalid = 0xff
const _values = let table = fill(_invalid, 256)
    for (i, c) in enumerate(_alphabet)
        table[c + 1] = i - 1
    end
    table
end

# What is written to it goes on encoded; the last group waits for `close`.
mutable struct Base64EncodePipe <: IO
    const io::IO
    held::UInt32
    count::Int
    Base64EncodePipe(io::IO) = new(io, 0, 0)
end
Base.isreadable(::Base64EncodePipe) = false
Base.iswritable(pipe::Base64EncodePipe) = iswritable(pipe.io)
function _emit(pipe::Base64EncodePipe, n::Int)
    bits = pipe.held << (8 * (3 - n))
    for k in 0:3
        write(pipe.io, k <= n ? _alphabet[(bits >> (18 - 6k)) & 0x3f + 1] : UInt8('='))
    end
    pipe.held = 0
    pipe.count = 0
end
function Base.write(pipe::Base64EncodePipe, x::UInt8)
    pipe.held = (pipe.held << 8) | x
    pipe.count += 1
    pipe.count == 3 && _emit(pipe, 3)
    return 1
end
function Base.unsafe_write(pipe::Base64EncodePipe, ptr::Ptr{UInt8}, n::UInt)
    for i in 1:Int(n)
        write(pipe, unsafe_load(ptr, i))
    end
    return Int(n)
end
Base.flush(pipe::Base64EncodePipe) = flush(pipe.io)
function Base.close(pipe::Base64EncodePipe)
    pipe.count > 0 && _emit(pipe, pipe.count)
    return nothing
end

function base64encode(f::Function, args...; context = nothing)
    s = IOBuffer()
    b = Base64EncodePipe(s)
    context === nothing ? f(b, args...) : f(IOContext(b, context), args...)
    close(b)
    return String(take!(s))
end
base64encode(args...; context = nothing) = base64encode(write, args...; context)

# Decoded bytes of the stream behind it; characters that are none of the alphabet are skipped between groups.
mutable struct Base64DecodePipe <: IO
    const io::IO
    const rest::Vector{UInt8}
    ended::Bool
    Base64DecodePipe(io::IO) = new(io, UInt8[], false)
end
Base.isreadable(pipe::Base64DecodePipe) = !isempty(pipe.rest) || isreadable(pipe.io)
Base.iswritable(::Base64DecodePipe) = false
Base.bytesavailable(pipe::Base64DecodePipe) = length(pipe.rest)
Base.close(::Base64DecodePipe) = nothing
_malformed() = throw(ArgumentError("malformed base64 sequence"))
# Decodes one more group of four characters; false at the end.
function _decode_group!(pipe::Base64DecodePipe)
    pipe.ended && return false
    bits = UInt32(0)
    n = pads = 0
    while n + pads < 4
        if eof(pipe.io)
            n + pads == 0 && (pipe.ended = true; return false)
            # a last group may lack its padding
            n >= 2 && pads == 0 || n + pads == 4 || _malformed()
            pads = 4 - n
            break
        end
        c = read(pipe.io, UInt8)
        if c == UInt8('=')
            n >= 2 || _malformed()
            pads += 1
        else
            v = _values[c + 1]
            v == _invalid && continue
            pads == 0 || _malformed()
            bits = (bits << 6) | v
            n += 1
        end
    end
    pads > 0 && (pipe.ended = true)
    bits <<= 6 * (4 - n)
    for k in 1:n - 1
        push!(pipe.rest, (bits >> (24 - 8k)) % UInt8)
    end
    return true
end
Base.eof(pipe::Base64DecodePipe) = isempty(pipe.rest) && !_decode_group!(pipe)
function Base.read(pipe::Base64DecodePipe, ::Type{UInt8})
    eof(pipe) && throw(EOFError())
    return popfirst!(pipe.rest)
end
function base64decode(s)
    b = IOBuffer(s)
    return read(Base64DecodePipe(b))
end

# repr of binary kinds goes through base64.
stringmime(m::MIME, x; context = nothing) =
    istextmime(m) ? Base.invokelatest(repr, m, x; context) : _binstringmime(m, x, context)
stringmime(m::AbstractString, x; context = nothing) = stringmime(MIME(m), x; context)
_binstringmime(m::MIME, x, context) = Base64.base64encode(show, m, x; context)
_binstringmime(m::MIME, x::Vector{UInt8}, context) = Base64.base64encode(write, x; context)

end
