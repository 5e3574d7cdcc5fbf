# 两条命令：make book 排书，make test 查一切。其余见 make help。
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

.PHONY: help
help: ## 列出所有命令
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: book
book: $(VENV)/.book ## 排书：学员版到 _build/html 和 _build/pdf，教师版到 _build/trainer
	@$(BIN)/python -m casebook build

.PHONY: slides
slides: $(VENV)/.book ## 只排课件，放在书旁边
	@$(BIN)/python -m casebook slides

.PHONY: bundle
bundle: book ## 排书并打成离线包，放在 _build/dist
	@$(BIN)/python -m casebook bundle

.PHONY: site
site: book ## 排书并把网页连同压缩好的副本放进 _build/site，供 nginx 发布
	@$(BIN)/python -m casebook compress

.PHONY: check
check: $(VENV)/.book ## 不排书，先查一遍
	@$(BIN)/python -m casebook check

.PHONY: preview
preview: $(VENV)/.book ## 在浏览器里看书，改了文件马上看到
	@$(BIN)/python -m casebook preview

.PHONY: test
test: $(VENV)/.test system book ## 查格式、类型，跑所有测试
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto --dist loadfile

.PHONY: bench
bench: $(VENV)/.test ## 与同类工具并排量一遍，写出 bench/report.md（PART=peers 只量一部分，QUICK=1 各量一次）
	@bash bench/system.sh
	@$(BIN)/python -m bench $(if $(PART),--part $(PART)) $(if $(QUICK),--quick)

.PHONY: format
format: $(VENV)/.test ## 整理 Python 代码的格式
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: system
system: ## 装测试要的系统软件（要 root）
	@bash tests/system.sh

.PHONY: lock
lock: $(VENV)/.test ## 重新锁定各依赖的版本
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet \
		--python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet \
		--python-version 3.11 --extra test -c requirements.txt pyproject.toml -o tests/requirements.txt

.PHONY: clean
clean: ## 删去排出的书和缓存，不删环境
	rm -rf _build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@echo "建立 Python 环境 $(VENV) ……"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.book: requirements.txt | $(VENV)/bin/python
	@echo "安装锁定的依赖，头一次要一两分钟 ……"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.test: tests/requirements.txt $(VENV)/.book
	@echo "安装测试用的依赖 ……"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@touch $@
