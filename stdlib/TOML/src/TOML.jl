"""
    TOML

Reading and writing files in the TOML format: [`TOML.parsefile`](@ref), [`TOML.parse`](@ref), [`TOML.print`](@ref).
"""
module TOML

using Dates

public Parser, parsefile, tryparsefile, parse, tryparse, ParserError, print

include("parse.jl")
include("print.jl")

end
