// The headers that all folders share are compiled with this file (CLEAT_PRECOMPILE).
