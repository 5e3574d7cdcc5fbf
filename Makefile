# 两条命令：make book 排书，make test 查一切。其余见 make help。
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# 查出的问题怎样印：text 给人看，github 标在 GitHub 的改动旁边。
FORMAT ?= text
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

.PHONY: release
release: bundle ## 收集要发布的：学员版的 PDF、离线包、校验和，放在 _build/release
	@$(BIN)/python -m casebook release $(if $(value TAG),--tag "$$TAG")

.PHONY: site
site: book ## 排书并把网页连同压缩好的副本放进 _build/site，供 nginx 发布
	@$(BIN)/python -m casebook compress

.PHONY: check
check: $(VENV)/.book ## 不排书，先查一遍
	@$(BIN)/python -m casebook check --format $(FORMAT)

.PHONY: links
links: $(VENV)/.book ## 查外部网址还打不打得开（要联网）
	@$(BIN)/python -m casebook links --format $(FORMAT)

.PHONY: preview
preview: $(VENV)/.book ## 在浏览器里看书，改了文件马上看到
	@$(BIN)/python -m casebook preview

.PHONY: preview-pages
preview-pages: $(VENV)/.book ## 只排学员版的网页，给合并请求的预览用
	@$(BIN)/python -m casebook build --edition learner --web

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

LOCK := uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet \
	--python-version 3.11
.PHONY: lock
lock: $(VENV)/.test ## 依赖改了以后重新锁定；不改的保持原来的版本
	$(BIN)/$(LOCK) $(UPGRADE) pyproject.toml -o requirements.txt
	$(BIN)/$(LOCK) $(UPGRADE) --extra test -c requirements.txt pyproject.toml -o tests/requirements.txt

.PHONY: upgrade
upgrade: ## 在 pyproject.toml 的界限以内，把依赖升到最新再锁定
	@$(MAKE) lock UPGRADE=--upgrade

.PHONY: hooks
hooks: $(VENV)/.test ## 装上提交以前的检查（pre-commit）
	@$(BIN)/pre-commit install

.PHONY: lab
lab: $(VENV)/.test ## 在 JupyterLab 里改各章
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint requirements.txt jupyterlab jupytext
	@PYTHONPATH=$(CURDIR) $(BIN)/jupyter lab

.PHONY: pictures
pictures: $(VENV)/.test book ## 重画“参与编写”一章里的插图
	@$(BIN)/python -m tools.pictures

.PHONY: fonts
fonts: $(VENV)/.book ## 重新安装中文字体（缺了或坏了的时候）
	@awk '/^[a-z]/ { wanted = /^[a-z-]+-fonts-/ } wanted' requirements.txt | \
		$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --force-reinstall --require-hashes -r /dev/stdin
	@echo "中文字体装好了。"

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
