# exit code 7
atexit(() -> println("hook one"))
atexit(() -> println("hook two"))
println("leaving")
exit(7)
println("never")
