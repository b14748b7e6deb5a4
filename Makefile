# Everything one types. `make run` and `make test` need Python 3.11 or newer and the package index.
PYTHON ?= python3
PORT ?= 8000
DATA_DIR ?= var
# Of the large site that `make bench` makes.
STORIES ?= 1000000
export PORT DATA_DIR

bin := .venv/bin
manage := $(bin)/python manage.py

.PHONY: run test test-counting faults check bench audit lock messages clean

run: .venv/run.txt $(DATA_DIR)/secret_key
	@$(manage) migrate --verbosity 0
	@$(manage) collectstatic --noinput --verbosity 0
	@$(manage) load_demo --only-if-empty
	@$(manage) rebuild_search --only-if-needed
	@! $(bin)/python -c 'import os, socket; socket.create_connection(("127.0.0.1", int(os.environ["PORT"])), 1)' 2>/dev/null \
		|| { echo "Port $(PORT) is in use. Stop what runs there, or choose another: make run PORT=8001"; exit 1; }
	@echo
	@echo "The newsroom is at   http://127.0.0.1:$(PORT)/"
	@echo "Staff work at        http://127.0.0.1:$(PORT)/admin/"
	@echo "For an account there: $(manage) createsuperuser"
	@echo "Stop with Ctrl-C."
	@echo
	@exec $(bin)/python -m newsroom.serve --port $(PORT)

test: .venv/test.txt
	@$(bin)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

test-counting: .venv/test.txt
	@DJANGO_SETTINGS_MODULE=tests.settings $(bin)/python -m tests.browsing.run_cases

check: .venv/check.txt
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	DJANGO_SETTINGS_MODULE=tests.settings $(manage) makemigrations --check --dry-run
	SITE_URL=https://news.example.edu.cn TRUSTED_PROXIES=127.0.0.1 SECRET_KEY=$$($(bin)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
		DATA_DIR=$$(mktemp -d) $(manage) check --deploy --fail-level WARNING

bench: .venv/run.txt
	@$(bin)/python -m benchmarks.pictures
	@$(bin)/python -m benchmarks.dashboard
	@$(bin)/python -m benchmarks.counts
	@$(bin)/python -m benchmarks.roller
	@$(bin)/python -m benchmarks.search --stories 20000
	@$(bin)/python -m benchmarks.pages
	@$(bin)/python -m benchmarks.sizes --stories $(STORIES)
	@$(bin)/python -m benchmarks.lists --stories $(STORIES)

faults: .venv/run.txt
	@$(bin)/python -m faults

# Needs npm, Java and Chromium beside what the site itself needs.
audit: .venv/run.txt audits/node_modules/lock.json
	@$(bin)/python -m audits

audits/node_modules/lock.json: audits/package-lock.json
	@npm ci --prefix audits --ignore-scripts --no-audit --no-fund --silent
	@cp $< $@

lock: .venv/check.txt
	@for extra in run test check; do \
		case $$extra in run) extras=;; test) extras="--extra test";; check) extras="--extra test --extra check";; esac; \
		$(bin)/uv pip compile pyproject.toml $$extras --upgrade --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet \
			--output-file requirements/$$extra.txt || exit 1; \
	done

messages: .venv/check.txt
	$(manage) makemessages --locale zh_Hans --no-location --ignore .venv --ignore var
	$(manage) compilemessages --locale zh_Hans

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache

# One environment for all; each stamp says which lock file is installed in it. The lock names every
# package: pip must not look for others, or a release newer than the lock breaks the installation.
.venv/%.txt: requirements/%.txt | .venv/bin/python
	@echo "Installing $< …"
	@$(bin)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@said=$$($(bin)/python -m pip check --disable-pip-version-check) || { echo "$$said"; exit 1; }
	@cp $< $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make run PYTHON=python3.11")'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Python could not make an environment; on Debian and Ubuntu install python3-venv."; exit 1; }

# Written whole or not at all, readable by the owner only.
$(DATA_DIR)/secret_key: | .venv/bin/python
	@mkdir -p $(DATA_DIR)
	@umask 077 && $(bin)/python -c 'import secrets; print(secrets.token_urlsafe(64))' > $@.new && mv $@.new $@
