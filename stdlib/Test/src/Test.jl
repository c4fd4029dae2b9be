# Tests: macros that run an expression and record how it went, sets of tests, and their summaries.
module Test

export @test, @test_throws, @test_broken, @test_skip, @test_warn, @test_nowarn, @test_logs, @test_deprecated,
    @testset, @inferred, detect_ambiguities, detect_unbound_args,
    GenericString, GenericSet, GenericDict, GenericArray, GenericOrder, TestSetException, TestLogger, LogRecord

import Random
using Random: default_rng
using Base.CoreLogging: AbstractLogger, LogLevel, with_logger, Debug, Info, Warn, Error as ErrorLevel
import Base.CoreLogging: handle_message, shouldlog, min_enabled_level, catch_exceptions

include("results.jl")
include("sets.jl")
include("checks.jl")
include("macros.jl")
include("logs.jl")
include("audit.jl")
include("generic.jl")

end
