// The source with which the headers shared by all folders are precompiled (CLEAT_PRECOMPILE).
