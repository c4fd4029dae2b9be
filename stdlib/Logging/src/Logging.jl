# Logging: the names of Base.CoreLogging.
module Logging

using Base.CoreLogging
import Base.CoreLogging: handle_message, shouldlog, min_enabled_level, catch_exceptions, LogLevel, Debug, Info, Warn,
    Error, BelowMinLevel, AboveMaxLevel, default_metafmt, default_logcolor, current_logger, global_logger, with_logger,
    disable_logging, AbstractLogger, NullLogger, SimpleLogger, ConsoleLogger, @debug, @info, @warn, @error, @logmsg

export AbstractLogger, LogLevel, NullLogger, @debug, @info, @warn, @error, @logmsg, with_logger, current_logger,
    global_logger, disable_logging, SimpleLogger, ConsoleLogger, Debug, Info, Warn, Error, BelowMinLevel, AboveMaxLevel

end
