# `make run` and `make test` are all a newcomer needs; everything installs into .venv beside this file.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.iosim-ready

# The MIB files that net-snmp and the tests compare with, where a checkout has them beside it.
ifneq ($(wildcard ../shared/mibs/SNMPv2-SMI),)
export IOSIM_MIBS ?= $(abspath ../shared/mibs)
endif

.DEFAULT_GOAL := help
.PHONY: help run test check format bench images test-clients test-automation test-scale clean

help:
	@echo "make run            power on a Catalyst 3750-E here; MODEL=CISCO881-K9 for a router, ARGS='...' for more"
	@echo "make test           the tests (unit, properties, sockets on loopback, wheel)"
	@echo "make test-clients   the stories with real clients: ssh, scp, telnet, netmiko, paramiko, net-snmp"
	@echo "make test-automation  the same with scrapli, napalm, Ansible and pyATS, in environments of their own"
	@echo "make test-scale     hundreds of kill -9, 10,000 devices in one process, SNMP beside snmpd"
	@echo "make check          what CI runs: format, lint, types, tests"
	@echo "make bench          every figure of docs/performance.md, measured here"
	@echo "make images         build and verify the universal images of images/*.toml into build/images"

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "iosim needs Python 3.11 or newer; say make PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m compileall -q iosim  # pip compiles what it installs, but not an editable tree
	@touch $@

run: $(READY)
	@$(BIN)/iosim run $(MODEL) $(ARGS)

test: $(READY)
	$(BIN)/python -m pytest -q --ignore=tests/clients $(ARGS)

test-clients: $(READY) .venv-schemathesis/.ready
	@for tool in ssh scp ssh-keygen ssh-agent telnet curl snmpget snmpwalk snmpd snmptrapd; do \
	  PATH="$$PATH:/usr/sbin" command -v $$tool >/dev/null || { echo "make test-clients needs $$tool; on Debian:" \
	  "apt-get install openssh-client telnet curl snmp snmpd snmptrapd"; exit 1; }; done
	PATH="$$PATH:/usr/sbin" IOSIM_SCHEMATHESIS=$(abspath .venv-schemathesis/bin/schemathesis) \
	  $(BIN)/python -m pytest -q tests/clients $(ARGS)

# What these need goes neither together nor with iosim, so each set has an environment of its own and the device
# runs from the usual one. Not part of `make check`.
test-automation: $(READY) .venv-automation/.ready .venv-pyats/.ready
	IOSIM_PYTHON=$(abspath $(BIN)/python) .venv-automation/bin/python -m pytest -q \
	  $(addprefix tests/clients/test_,scrapli.py napalm.py ansible.py) $(ARGS)
	IOSIM_PYTHON=$(abspath $(BIN)/python) .venv-pyats/bin/python -m pytest -q tests/clients/test_unicon.py $(ARGS)

.venv-automation/.ready: PACKAGES = 'scrapli<2026' napalm ansible
.venv-pyats/.ready: PACKAGES = pyats unicon genie
.venv-schemathesis/.ready: PACKAGES = 'schemathesis>=4'
.venv-automation/.ready .venv-pyats/.ready .venv-schemathesis/.ready: Makefile
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check $(PACKAGES) pytest
	@touch $@

test-scale: $(READY)
	IOSIM_CRASHES=400 $(BIN)/python -m pytest -q tests/serve/test_crash.py $(ARGS)
	IOSIM_PORTAL_KILLS=100 $(BIN)/python -m pytest -q tests/portal/test_served.py -k killed $(ARGS)
	$(BIN)/python -m bench memory snmp

check: $(READY)
	$(BIN)/ruff format --check iosim tests bench
	$(BIN)/ruff check iosim tests bench
	$(BIN)/mypy
	$(BIN)/python -m pytest -q --ignore=tests/clients $(ARGS)

format: $(READY)
	$(BIN)/ruff format iosim tests bench
	$(BIN)/ruff check --fix iosim tests bench

bench: $(READY)
	$(BIN)/python -m compileall -q iosim
	$(BIN)/python -m bench $(ARGS)

images: $(READY)
	$(BIN)/iosim image build --all -o build/images
	$(BIN)/iosim image verify build/images/*.bin

clean:
	rm -rf build dist .build .mypy_cache .pytest_cache .ruff_cache .hypothesis
