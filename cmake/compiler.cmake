# SPDX-License-Identifier: Apache-2.0
# Warnings for our own code, and ccache that also hits from another checkout of the same tree.
add_library(vigie_warnings INTERFACE)
target_compile_options(vigie_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Wimplicit-fallthrough -Werror=vla -Werror=return-type -Wno-missing-field-initializers
  $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>)  # false alarm of g++ 12 on coroutine frames
if(VIGIE_WERROR)
  target_compile_options(vigie_warnings INTERFACE -Werror)
endif()
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)

find_program(VIGIE_CCACHE ccache)
if(VIGIE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros ${VIGIE_CCACHE})
endif()
