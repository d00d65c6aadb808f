# SPDX-License-Identifier: Apache-2.0
# One word for each thing a developer does. The build itself is CMake: see CMakePresets.json.
PROGRAM := build/release/bin/vigie

.PHONY: all bootstrap release demo test test-build lint format fuzz bench bench-scan bench-tls bench-vulns bench-match bench-report bench-identify \
	install deb clean help

all: bootstrap release ## build the program, leave it at ./vigie

bootstrap:
	@tools/bootstrap

release:
	cmake --preset release
	cmake --build --preset release --target vigie
	@ln -sfn $(PROGRAM) vigie

demo: ## audit the demo hospital: the report is left in ./demo (needs root)
	@tools/bootstrap --lab
	@$(MAKE) --no-print-directory release
	@tools/demo

test: test-build ## build with sanitizers, run every test
	@tools/run_tests

test-build: # one build for all: the live tests run the program with sanitizers
	@tools/bootstrap --lab --dev
	cmake --preset asan
	cmake --build --preset asan

lint: ## the checks that need no build, then clang-tidy
	@tools/bootstrap --dev
	@tools/check
	@tools/tidy

format: ## format the C++ sources
	@tools/bootstrap --dev
	@git ls-files -co --exclude-standard '*.cpp' '*.h' | grep -v /fixtures/ | xargs -r clang-format-14 -i

fuzz: ## every parser of foreign bytes for a minute (SECONDS_EACH=60; ONLY="dns smb"): about an hour on two processors
	@tools/bootstrap --dev
	@tools/fuzz $(ONLY)

bench: ## every benchmark below, one after the other (VIGIE_TEST_DATA=folder of feeds for the last two)
	@$(MAKE) --no-print-directory bench-scan bench-tls bench-identify bench-report
	@if [ -n "$(VIGIE_TEST_DATA)" ]; then $(MAKE) --no-print-directory bench-vulns bench-match; \
	else echo "bench-vulns and bench-match were left out: they need VIGIE_TEST_DATA=folder with the feeds"; fi

bench-scan: ## the scan beside masscan, zmap and nmap (needs root; PARTS="pps loss ports memory udp order")
	@tools/bootstrap --bench
	cmake --preset release -DVIGIE_TESTS=ON -DVIGIE_BENCH=ON
	cmake --build --preset release --target scan_live plain_sender order_check vigie
	@bench/scan/run $(PARTS)

bench-tls: ## the TLS review beside sslscan and testssl.sh: seconds and connections
	@tools/bootstrap --lab
	cmake --preset release -DVIGIE_TESTS=ON
	cmake --build --preset release --target tls_live
	@bench/tls/run build/release

bench-report: ## writing the documents of audits with 0, 600 and 5,000 findings: seconds
	@tools/bootstrap
	cmake --preset release -DVIGIE_TESTS=ON
	cmake --build --preset release --target make_sample
	@bench/report/run build/release/bin/make_sample

bench-identify: ## identification of 60 Debian servers beside nmap -sV: products, versions, connections (needs root)
	@tools/bootstrap --bench
	cmake --preset release -DVIGIE_BENCH=ON
	cmake --build --preset release --target identify_bench
	@bench/identify/run build/release

bench-match: ## matching: speed, right answers, orders of versions (VIGIE_TEST_DATA=folder of feeds)
	@tools/bootstrap --bench
	cmake --preset release -DVIGIE_BENCH=ON
	cmake --build --preset release --target vigie match_bench
	@bench/match/run build/release "$(or $(VIGIE_TEST_DATA),$(error VIGIE_TEST_DATA=FOLDER is needed: the folder with the feeds))"

bench-vulns: ## importing the feeds, importing one again, reading meanwhile (VIGIE_TEST_DATA=folder of feeds)
	@tools/bootstrap
	cmake --preset release -DVIGIE_BENCH=ON
	cmake --build --preset release --target import_bench
	build/release/bin/import_bench "$(or $(VIGIE_TEST_DATA),$(error VIGIE_TEST_DATA=FOLDER is needed: the folder with the feeds))" $(or $(RUNS),3)

install: all ## install below /usr/local (PREFIX=... and DESTDIR=... are honoured)
	cmake --install build/release --prefix $(or $(PREFIX),/usr/local)

deb: bootstrap release ## a Debian package in ./dist
	cd build/release && cpack -G DEB -B $(CURDIR)/dist
	@rm -rf dist/_CPack_Packages; ls dist/*.deb

clean: ## remove everything that was built
	rm -rf build dist vigie

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
