# Which machine a binary is for. (Nothing here loads binaries; packages ask what machine they run on.)
module BinaryPlatforms

export AbstractPlatform, Platform, HostPlatform, platform_dlext, tags, arch, os, libc, triplet, platforms_match, select_platform

abstract type AbstractPlatform end

struct Platform <: AbstractPlatform
    tags::Dict{String, String}
end
"""
    Platform(arch::AbstractString, os::AbstractString, tags::Dict{String} = Dict(); kw...)

A machine by its processor, operating system and further properties.
"""
function Platform(arch::AbstractString, os::AbstractString, tags::Dict{String} = Dict{String, String}(); kw...)
    all = Dict{String, String}("arch" => lowercase(arch), "os" => lowercase(os))
    for (k, v) in tags
        v === nothing || (all[lowercase(k)] = string(v))
    end
    for (k, v) in kw
        v === nothing || (all[lowercase(string(k))] = string(v))
    end
    return Platform(all)
end

tags(p::Platform) = p.tags
arch(p::AbstractPlatform) = get(tags(p), "arch", nothing)
os(p::AbstractPlatform) = get(tags(p), "os", nothing)
libc(p::AbstractPlatform) = get(tags(p), "libc", nothing)
Base.getindex(p::AbstractPlatform, k::String) = tags(p)[k]
Base.haskey(p::AbstractPlatform, k::String) = haskey(tags(p), k)
Base.get(p::AbstractPlatform, k::String, default) = get(tags(p), k, default)
Base.:(==)(a::Platform, b::Platform) = tags(a) == tags(b)
Base.hash(p::Platform, h::UInt) = hash(tags(p), h)

"""
    HostPlatform()

The machine that this process says it runs on.
"""
HostPlatform() = Platform(String(Sys.ARCH), lowercase(String(Sys.KERNEL)), Sys.islinux() ? Dict("libc" => "glibc") : Dict{String, String}())
host_triplet() = triplet(HostPlatform())

"""
    triplet(p)

The short name of a platform, as `x86_64-linux-gnu`.
"""
function triplet(p::AbstractPlatform)
    name = string(arch(p), "-", os(p) == "windows" ? "w64-mingw32" : os(p) == "macos" ? "apple-darwin" : os(p))
    c = libc(p)
    c == "glibc" && (name *= "-gnu")
    c == "musl" && (name *= "-musl")
    for k in sort!(collect(keys(tags(p))))
        k in ("arch", "os", "libc") || (name *= string("-", k, "+", tags(p)[k]))
    end
    return name
end

"""
    platforms_match(a, b)

No property that both platforms name differs between them.
"""
platforms_match(a::AbstractPlatform, b::AbstractPlatform) = all(k -> !haskey(b, k) || a[k] == b[k], keys(tags(a)))

"""
    select_platform(choices::Dict, p = HostPlatform())

The value in `choices` whose platform matches `p`, or nothing.
"""
function select_platform(choices::Dict, p::AbstractPlatform = HostPlatform())
    matching = [k for k in keys(choices) if platforms_match(k, p)]
    isempty(matching) && return nothing
    return choices[first(sort!(matching; by = triplet))]
end

platform_dlext(p::AbstractPlatform = HostPlatform()) = os(p) == "windows" ? "dll" : os(p) == "macos" ? "dylib" : "so"

Base.show(io::IO, p::Platform) = print(io, "Platform(", repr(arch(p)), ", ", repr(os(p)), ")")

end
