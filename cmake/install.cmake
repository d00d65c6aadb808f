# SPDX-License-Identifier: Apache-2.0
# What "make install" and "make deb" put where. The program finds its catalogues at ../share/vigie/data.
include(GNUInstallDirs)

install(TARGETS vigie RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/data/ DESTINATION ${CMAKE_INSTALL_DATADIR}/vigie/data)

# Manual pages are compressed without a date, so that the same source gives the same package.
find_program(VIGIE_GZIP gzip REQUIRED)
set(pages)
foreach(language "" "fr/")
  string(REPLACE "/" "_" suffix "${language}")
  set(page ${CMAKE_BINARY_DIR}/man/${language}vigie.1.gz)
  add_custom_command(OUTPUT ${page}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/man/${language}
    COMMAND ${VIGIE_GZIP} -9nc ${CMAKE_SOURCE_DIR}/packaging/man/${language}vigie.1 > ${page}
    DEPENDS ${CMAKE_SOURCE_DIR}/packaging/man/${language}vigie.1 VERBATIM)
  install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/${language}man1)
  list(APPEND pages ${page})
endforeach()
set(changelogs)
foreach(pair "CHANGELOG.md|changelog.gz" "packaging/debian/changelog|changelog.Debian.gz")
  string(REPLACE "|" ";" pair ${pair})
  list(GET pair 0 source)
  list(GET pair 1 packed)
  add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/man/${packed}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/man
    COMMAND ${VIGIE_GZIP} -9nc ${CMAKE_SOURCE_DIR}/${source} > ${CMAKE_BINARY_DIR}/man/${packed}
    DEPENDS ${CMAKE_SOURCE_DIR}/${source} VERBATIM)
  list(APPEND changelogs ${CMAKE_BINARY_DIR}/man/${packed})
endforeach()
add_custom_target(vigie_pages DEPENDS ${pages} ${changelogs})
add_dependencies(vigie vigie_pages)

install(FILES ${CMAKE_SOURCE_DIR}/packaging/completion/vigie
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/completion/_vigie
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/README.fr.md ${CMAKE_SOURCE_DIR}/SECURITY.md
  ${changelogs} DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${CMAKE_SOURCE_DIR}/packaging/debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(EXISTS ${CMAKE_SOURCE_DIR}/docs/schema)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs/schema DESTINATION ${CMAKE_INSTALL_DATADIR}/vigie)
endif()

set(CPACK_PACKAGE_NAME vigie)
set(CPACK_PACKAGE_VENDOR "The vigie authors")
set(CPACK_PACKAGE_CONTACT "The vigie authors <maintainers@vigie.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "audit of what a hospital exposes on the Internet")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"From a declared and authorised perimeter, vigie maps what the Internet can
reach, says what is wrong and how sure it is, gives the verdict VERT, ORANGE or
ROUGE with its reasons, and writes the report and the exchange file.
It follows the specification of the French CaRE programme, domain 1.")
set(CPACK_GENERATOR DEB)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "weasyprint, fonts-dejavu-core, ca-certificates, passwd")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/debian/postinst)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
include(CPack)
