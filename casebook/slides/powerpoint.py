def write(app, error):
    pass
