PYTHON ?= $(shell command -v python3.11 || command -v python3)
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test check browser bench deep mutate lock audit

run:       # serve on http://127.0.0.1:8000, setting up what is missing
	@$(PYTHON) .ci/setup.py run && exec .venv/bin/python manage.py serve --prepare
test:      # the default suite, on every database there is
	@$(PYTHON) .ci/setup.py dev && exec .venv/bin/python .ci/test.py
check:     # format, lint, types, imports, migrations, settings
	@$(PYTHON) .ci/setup.py dev && exec .venv/bin/python .ci/check.py
browser:   # only the tests that drive a browser
	@$(PYTHON) .ci/setup.py dev && exec .venv/bin/python -m pytest -m browser
bench:     # every figure we give: the engine beside its peers, lists, signed requests, sign-ins
	@$(PYTHON) .ci/setup.py deep && for one in engine lists wire signin reports; do .venv/bin/python -m benchmarks.$$one || exit 1; done
deep:      # minutes of random questions and broken texts, left out of the default suite
	@$(PYTHON) .ci/setup.py deep && .venv/bin/python -m pytest -m deep -n 2 && exec .venv/bin/python -m tests.engine.fuzz -max_total_time=300
mutate:    # break the engine a little, and see whether the tests notice
	@$(PYTHON) .ci/setup.py deep && .venv/bin/mutmut run --max-children 2 && exec .venv/bin/python -m tests.engine.survivors
lock:      # write requirements/*.txt and package-lock.json anew
	@$(PYTHON) .ci/setup.py dev && exec .ci/lock
audit:     # hold the locked versions against the advisories known today
	@$(PYTHON) .ci/setup.py dev && exec .ci/audit
