/** What `juliet --help` prints. */
export const HELP = `
    juliet [switches] -- [programfile] [args...]

Switches:
 -v, --version              Display version information
 -h, --help                 Print this message
 --help-hidden              Switches that are not listed here
 --project[={<dir>|@.}]     Set <dir> as the active project. The default is the
                            directory from JULIA_PROJECT
 -H, --home <dir>           Folder of base/ and stdlib/
 -J, --sysimage <file>      Start up with the given system image file
 --startup-file={yes*|no}   Load ~/.julia/config/startup.jl
 --compiled-modules={yes*|no|existing|strict}
                            Use, and write, package images
 --pkgimages={yes*|no|existing}
                            Use, and write, compiled code in package images

 -e, --eval <expr>          Evaluate <expr>
 -E, --print <expr>         Evaluate <expr> and display the result
 -L, --load <file>          Load <file> first
 -i, --interactive          Go to the prompt after the program

 -q, --quiet                No banner
 --banner={yes|no|short|auto*}
                            Show a banner at the prompt
 --color={yes|no|auto*}     Colors in messages
 --history-file={yes*|no}   Accepted; the prompt keeps no history
 --depwarn={yes|no*|error}  Warn of deprecated uses
 --warn-overwrite={yes|no*} Warn when methods are overwritten

 -O, --optimize={0|1|2*|3}  Optimization level (3 if the level is omitted)
 -g, --debug-info={0|1*|2}  Accepted; lines are always known
 --inline={yes*|no}         Inline functions
 --check-bounds={yes|no|auto*}
                            Check bounds always, never, or as @inbounds says
 --compile={yes*|no|all|min}
                            min and no: code runs without type inference
 -t, --threads <n>          Accepted; there is one thread

Settings marked '*' are the defaults.`.slice(1)

/** What `juliet --help-hidden` prints. */
export const HIDDEN_HELP = `
    juliet [switches] -- [programfile] [args...]

Switches not shown by --help:
 --gc-stress[=N]            Collect at every N-th safepoint (every one by default), and poison what is freed
 --math-mode={ieee|user*|fast}
                            Accepted; arithmetic is IEEE's
 --output-ji <file>         Write a package image
 --show-ir <name>           Print the optimized code of functions of this name
 --statistics               Print what was compiled and loaded, as JSON, at the end
 --strict-freeze            An image that would need repair is an error
 --trace-compile={stderr|<file>}
                            Write precompile statements for what gets compiled
 --trace-loading            Say why package images are set aside`.slice(1)
